import type { Logger } from '#main/gateway/ports';
import type { Channel } from '#shared/domain/channel';
import type { StoreProblem } from '#shared/domain/store-problem';
import type { UnreadableRow } from '#shared/domain/unreadable-row';
import type { CliContext } from './cli-context';
import { connectLine, selectAgent } from './connect-line';
import { describeStoreProblem } from './describe-error';
import { describeUnreadable } from './describe-unreadable';

export interface ServeReport {
  readonly address: string;
  readonly gatewayToken: string;
  readonly adminToken: string;
  readonly channels: readonly Channel[];
}

export const dashboardOf = (address: string): string => `${address}/dashboard`;

/** One line for scripts; they rely on its fields. */
export function printServeJson(
  { address, gatewayToken, adminToken }: ServeReport,
  context: CliContext,
): void {
  context.printJson({
    address,
    token: gatewayToken,
    adminToken,
    dashboard: dashboardOf(address),
    pid: process.pid,
  });
}

/** What a person needs next: where Routex is, its token, and the first channel or the client. */
export function printServeReport(
  { address, gatewayToken, channels }: ServeReport,
  showToken: boolean,
  context: CliContext,
): void {
  const { t, print, commandLine, commandLineAnywhere } = context;
  print(t('cli.serve.listening', { address }));
  print(
    showToken
      ? t('cli.serve.token', { token: gatewayToken })
      : t('cli.serve.tokenMasked', { token: maskToken(gatewayToken), command: commandLine('token') }),
  );
  print(t('cli.serve.dashboard', { dashboard: dashboardOf(address), command: commandLine('dashboard') }));
  print('');
  if (channels.length === 0) {
    print(t('cli.serve.noChannel'));
    print(`  ${addChannelLine(context)}`);
  } else {
    const agent = selectAgent(channels);
    print(t(`cli.serve.point.${agent}`));
    print(`  ${connectLine(agent, { address, token: commandLineAnywhere('token') }, process.platform)}`);
  }
  print('');
  print(t('cli.serve.stopHint'));
}

/** The shortest way to a first channel; somebody at a terminal is asked for the key. */
export function addChannelLine({ commandLine }: Pick<CliContext, 'commandLine'>): string {
  return commandLine('channel add --name Anthropic --provider anthropic');
}

function maskToken(token: string): string {
  const prefix = /^[a-z]+_/.exec(token)?.[0] ?? '';
  return `${prefix}…${token.slice(-4)}`;
}

/** What is said while serving: to a person on standard output, to a script as lines of the log. */
export interface ServeReporter {
  openToNetwork(host: string): void;
  storeProblem(problem: StoreProblem): void;
  unreadable(row: UnreadableRow): void;
  tokenUnstored(): void;
  stopping(activeRequests: number): void;
  stopped(): void;
}

export function createReporter(json: boolean, logger: Logger, context: CliContext): ServeReporter {
  const { t, print } = context;
  if (json) {
    return {
      openToNetwork: (host) => logger.warn({ host }, 'other machines can reach Routex'),
      storeProblem: (storeProblem) => logger.warn({ storeProblem }, 'the database is only read'),
      unreadable: (row) => logger.warn({ row }, 'something stored is not valid and is not used'),
      tokenUnstored: () =>
        logger.warn({}, 'the gateway token could not be stored and ends with this process'),
      stopping: (activeRequests) => logger.info({ activeRequests }, 'stopping'),
      stopped: () => logger.info({}, 'stopped'),
    };
  }
  return {
    openToNetwork: (host) => print(t('cli.serve.networkWarning', { host })),
    storeProblem: (problem) => {
      print(t('cli.serve.storeProblem'));
      print(describeStoreProblem(problem, context));
    },
    unreadable: (row) => print(t('cli.serve.warning', { message: describeUnreadable(row, context) })),
    tokenUnstored: () => print(t('cli.serve.tokenUnstored')),
    stopping: (count) => print(count === 0 ? t('cli.serve.stopping') : t('cli.serve.draining', { count })),
    stopped: () => print(t('cli.serve.stopped')),
  };
}
