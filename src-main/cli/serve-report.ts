import type { Logger } from '#main/gateway/ports';
import type { CliContext } from './cli-context';

export interface ServeReport {
  readonly address: string;
  readonly gatewayToken: string;
  readonly adminToken: string;
  readonly hasChannels: boolean;
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
  { address, gatewayToken, hasChannels }: ServeReport,
  showToken: boolean,
  context: CliContext,
): void {
  const { t, print, commandLine } = context;
  print(t('cli.serve.listening', { address }));
  print(
    showToken
      ? t('cli.serve.token', { token: gatewayToken })
      : t('cli.serve.tokenMasked', { token: maskToken(gatewayToken), command: commandLine('token') }),
  );
  print('');
  if (hasChannels) {
    print(t('cli.serve.point'));
    print(`  ${connectLine(address, commandLine('token'), process.platform)}`);
  } else {
    print(t('cli.serve.noChannel'));
    print(`  ${addChannelLine(context)}`);
  }
  print('');
  print(t('cli.serve.stopHint'));
}

/** The shortest way to a first channel. */
export function addChannelLine({ commandLine }: Pick<CliContext, 'commandLine'>): string {
  return commandLine('channel add --name Anthropic --provider anthropic --key-stdin');
}

/** Starts Claude Code on the gateway, for the shell people have on the platform. */
export function connectLine(address: string, tokenCommand: string, platform: NodeJS.Platform): string {
  return platform === 'win32'
    ? `$env:ANTHROPIC_BASE_URL='${address}'; $env:ANTHROPIC_AUTH_TOKEN=$(${tokenCommand}); claude`
    : `ANTHROPIC_BASE_URL=${address} ANTHROPIC_AUTH_TOKEN=$(${tokenCommand}) claude`;
}

function maskToken(token: string): string {
  const prefix = /^[a-z]+_/.exec(token)?.[0] ?? '';
  return `${prefix}…${token.slice(-4)}`;
}

/** What is said while serving: to a person on standard output, to a script as lines of the log. */
export interface ServeReporter {
  openToNetwork(host: string): void;
  stopping(activeRequests: number): void;
  stopped(): void;
}

export function createReporter(json: boolean, logger: Logger, { t, print }: CliContext): ServeReporter {
  if (json) {
    return {
      openToNetwork: (host) => logger.warn({ host }, 'other machines can reach Routex'),
      stopping: (activeRequests) => logger.info({ activeRequests }, 'stopping'),
      stopped: () => logger.info({}, 'stopped'),
    };
  }
  return {
    openToNetwork: (host) => print(t('cli.serve.networkWarning', { host })),
    stopping: (count) => print(count === 0 ? t('cli.serve.stopping') : t('cli.serve.draining', { count })),
    stopped: () => print(t('cli.serve.stopped')),
  };
}
