import type { Command } from 'commander';
import type { SystemStatus } from '#shared/contract/system';
import type { CliContext } from '../cli-context';
import { describeStoreProblem } from '../describe-error';
import { describeUnreadable } from '../describe-unreadable';
import { withClient } from '../open-client';
import { printChannels } from './channel-list';

export function addStatusCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('status')
    .description(t('cli.status.description'))
    .option('--json', t('cli.help.json'))
    .action(async (flags: { json?: true }) => {
      await withClient(context, async (client) => {
        const status = await client.system.status();
        if (flags.json) {
          context.printJson(status);
          return;
        }
        printStatus(status, context);
        context.print(t('cli.status.channels'));
        printChannels(await client.channels.list(), status, context);
      });
    });
}

const STATE_TEXTS = {
  listening: 'cli.status.running',
  paused: 'cli.status.paused',
  draining: 'cli.status.draining',
} as const;

function printStatus(status: SystemStatus, context: CliContext): void {
  const { t, locale, print, commandLine } = context;
  const { version, state, address, pid, uptimeMs, pinnedChannel, storeProblem, unrecordedRequests, today } =
    status;
  const number = new Intl.NumberFormat(locale);
  if (state === 'stopped') {
    print(t('cli.status.stopped', { command: commandLine('serve') }));
  } else {
    const started = new Date(Date.now() - (uptimeMs ?? 0));
    const since = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
      started,
    );
    const command = commandLine('resume');
    print(t(STATE_TEXTS[state], { version, address: address ?? '', pid: pid ?? '', since, command }));
  }
  print(t('cli.status.directory', { directory: status.dataDirectory }));
  print(pinnedChannel === null ? t('cli.use.auto') : t('cli.use.channel', { name: pinnedChannel.name }));
  if (state !== 'stopped') print(t('cli.status.activeRequests', { count: status.activeRequests }));
  print(
    t('cli.status.today', {
      requests: number.format(today.requests),
      failed: number.format(today.failed),
      input: number.format(today.inputTokens),
      output: number.format(today.outputTokens),
    }),
  );
  if (storeProblem !== null)
    print(t('cli.status.storeProblem', { message: describeStoreProblem(storeProblem, context) }));
  if (unrecordedRequests > 0) print(t('cli.status.unrecorded', { count: unrecordedRequests }));
  for (const { path, message } of status.userFileProblems) {
    print(t('cli.status.userFile', { path, message }));
  }
  // Channels that are not valid are told with the others.
  const tokens = status.unreadable.filter(({ kind }) => kind === 'gateway_token');
  for (const row of tokens) print(describeUnreadable(row, context));
}
