import type { Command } from 'commander';
import type { Channel } from '#shared/domain/channel';
import type { ChannelTestResult } from '#shared/domain/channel-test';
import type { Translate } from '#shared/i18n/create-translator';
import { EXIT_FAILURE, ExitSignal } from '../cli-error';
import type { CliContext } from '../cli-context';
import { isUpstreamText } from '../is-upstream-text';
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
      const { channel, result } = await withClient(context, async (client) => {
        const found = await resolveChannel(client, reference, context);
        const { model } = flags;
        const tested = await client.channels.test({ id: found.id, ...(model !== undefined && { model }) });
        return { channel: found, result: tested };
      });
      if (flags.json) context.printJson(result);
      else printTestResult(channel, result, context);
      if (!result.ok) throw new ExitSignal(EXIT_FAILURE);
    });
}

function printTestResult(channel: Channel, result: ChannelTestResult, { t, print }: CliContext): void {
  const { name } = channel;
  const { stages, ok, model, failure, firstTokenMs, totalMs } = result;
  for (const { stage, status, atMs } of stages) {
    const values = { stage: t(`cli.test.stage.${stage}`), status: t(`cli.test.status.${status}`) };
    print(
      atMs === null
        ? t('cli.test.line', values)
        : t('cli.test.timedLine', { ...values, ms: Math.round(atMs) }),
    );
  }
  if (ok) {
    const answeredMs = Math.round(firstTokenMs ?? totalMs);
    print(t('cli.test.ok', { name, model: model ?? '', firstTokenMs: answeredMs }));
    return;
  }
  print(t('cli.test.failed', { name, reason: describeCause(channel, result, t) }));
  if (failure === null || namesNoModel(result)) return;
  const { message } = failure;
  print(isUpstreamText(result) ? t('cli.test.providerSays', { message }) : t('cli.test.reason', { message }));
}

/** No model could be chosen, and all there is to say of it has been said. */
function namesNoModel({ cause, model }: ChannelTestResult): boolean {
  return model === null && cause === 'no_such_model';
}

function describeCause({ credentials }: Channel, result: ChannelTestResult, t: Translate): string {
  const { cause, model, failure } = result;
  if (cause === null) return t('cli.test.unknownCause');
  if (namesNoModel(result)) return t('cli.test.noModel');
  if (cause === 'no_key' && credentials[0]?.kind === 'client') return t('cli.test.clientLogin');
  if (failure?.kind === 'truncated') return t('cli.test.brokenAnswer');
  if (failure?.kind === 'cancelled' || failure?.kind === 'internal') return t('cli.test.unknownCause');
  return t(`cli.test.cause.${cause}`, { model: model ?? '' });
}
