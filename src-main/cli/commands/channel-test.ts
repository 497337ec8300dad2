import type { Command } from 'commander';
import type { ChannelTestResult } from '#shared/domain/channel-test';
import type { Translate } from '#shared/i18n/create-translator';
import { EXIT_FAILURE, ExitSignal } from '../cli-error';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { resolveChannel } from '../resolve-channel';

export function addChannelTestCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('test')
    .description(t('cli.channel.test.description'))
    .argument('<id>', t('cli.channel.idArgument'))
    .option('--model <model>', t('cli.channel.test.model'))
    .option('--json', t('cli.help.json'))
    .action(async (reference: string, flags: { model?: string; json?: true }) => {
      const { name, result } = await withClient(context, async (client) => {
        const channel = await resolveChannel(client, reference, context);
        const { model } = flags;
        const tested = await client.channels.test({ id: channel.id, ...(model !== undefined && { model }) });
        return { name: channel.name, result: tested };
      });
      if (flags.json) context.printJson(result);
      else printTestResult(name, result, context);
      if (!result.ok) throw new ExitSignal(EXIT_FAILURE);
    });
}

function printTestResult(name: string, result: ChannelTestResult, { t, print }: CliContext): void {
  const { stages, ok, model, failure, firstTokenMs, totalMs } = result;
  for (const { stage, status, atMs } of stages) {
    const time = atMs === null ? '' : ` (${Math.round(atMs)} ms)`;
    print(`${t(`cli.test.stage.${stage}`)}: ${t(`cli.test.status.${status}`)}${time}`);
  }
  if (ok) {
    const answeredMs = Math.round(firstTokenMs ?? totalMs);
    print(t('cli.test.ok', { name, model: model ?? '', firstTokenMs: answeredMs }));
    return;
  }
  const reason = describeCause(result, t);
  print(t('cli.test.failed', { name, reason }));
  if (failure !== null) print(t('cli.test.detail', { message: failure.message }));
}

function describeCause({ cause, model }: ChannelTestResult, t: Translate): string {
  if (cause === null) return t('cli.test.unknownCause');
  if (model === null && cause === 'no_such_model') return t('cli.test.noModel');
  return t(`cli.test.cause.${cause}`, { model: model ?? '' });
}
