import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { readOwner } from '#main/data-directory/ownership';
import { CliError, createUsageError } from '../cli-error';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';

const SECOND_MS = 1000;
const MAX_DRAIN_S = 3600;
const POLL_MS = 50;
/** Beyond the drain time: interrupted answers are told to their clients, records are written. */
const END_GRACE_MS = 15 * SECOND_MS;

export function addStopCommand(parent: Command, context: CliContext): void {
  const { t, print, printJson, note } = context;
  parent
    .command('stop')
    .description(t('cli.stop.description'))
    .option('--drain <seconds>', t('cli.stop.drainOption'), (text) => parseDrain(text, context))
    .option('--json', t('cli.help.json'))
    .action(async (flags: { drain?: number; json?: true }) => {
      const { pid, drainMs, activeRequests } = await askToStop(flags.drain, context);
      if (activeRequests > 0) note(t('cli.stop.waiting', { pid }));
      await untilEnded(pid, drainMs + END_GRACE_MS, context);
      if (flags.json) printJson({ state: 'stopped' });
      else print(t('cli.stop.done'));
    });
}

function askToStop(
  drain: number | undefined,
  context: CliContext,
): Promise<{ pid: number; drainMs: number; activeRequests: number }> {
  return withClient(context, async (client) => {
    const { pid, activeRequests } = await client.system.status();
    const { settings } = await client.settings.get();
    await client.system.stop(drain === undefined ? {} : { drainMs: drain });
    return { pid: pid ?? 0, drainMs: drain ?? settings.timeouts.drainMs, activeRequests };
  });
}

/** A script that starts Routex again must find the data directory free. */
async function untilEnded(pid: number, limitMs: number, { directory, t }: CliContext): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (readOwner(directory)?.pid === pid) {
    if (performance.now() > deadline)
      throw new CliError('STILL_RUNNING', t('cli.stop.stillRunning', { pid }));
    await sleep(POLL_MS);
  }
}

function parseDrain(text: string, { t }: CliContext): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds <= MAX_DRAIN_S) return Math.round(seconds * SECOND_MS);
  throw createUsageError(t('cli.usage.invalidValue', { name: '--drain', reason: t('cli.stop.notSeconds') }));
}
