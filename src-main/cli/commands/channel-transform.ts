import type { Command } from 'commander';
import { transformerUseSchema, type TransformerUse } from '#shared/domain/channel-transformers';
import type { Channel } from '#shared/domain/channel';
import { createUsageError } from '../cli-error';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { resolveChannel } from '../resolve-channel';

interface TransformFlags {
  readonly model?: string;
  readonly json?: true;
}

export function addChannelTransformCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('transform')
    .description(t('cli.channel.transform.description'))
    .argument('<id>', t('cli.channel.idArgument'))
    .argument('[use...]', t('cli.channel.transform.useArgument'))
    .option('--model <model>', t('cli.channel.transform.modelOption'))
    .option('--json', t('cli.help.json'))
    .action(async (reference: string, texts: readonly string[], flags: TransformFlags) => {
      const use = texts.map((text) => parseUse(text, context));
      const channel = await withClient(context, async (client) => {
        const stored = await resolveChannel(client, reference, context);
        const { id, revision } = stored;
        return client.channels.update({ id, revision, transformers: changeUse(stored, use, flags.model) });
      });
      if (flags.json) context.printJson(channel);
      else context.print(t('cli.channel.transform.done', { name: channel.name, count: use.length }));
    });
}

/** The channel's transformers with another list for all models, or for one. */
function changeUse(
  { transformers = { use: [], models: {} } }: Channel,
  use: TransformerUse[],
  model: string | undefined,
): NonNullable<Channel['transformers']> {
  if (model === undefined) return { ...transformers, use };
  const { [model]: _replaced, ...others } = transformers.models;
  return { ...transformers, models: use.length === 0 ? others : { ...others, [model]: { use } } };
}

/** A name or a path; with options, JSON as the API has it. */
function parseUse(text: string, { t }: CliContext): TransformerUse {
  const refuse = (reason: string): Error =>
    createUsageError(t('cli.usage.invalidValue', { name: text, reason }));
  let value: unknown = text;
  if (text.trimStart().startsWith('[')) {
    try {
      value = JSON.parse(text);
    } catch {
      throw refuse(t('cli.channel.transform.notJson'));
    }
  }
  const read = transformerUseSchema.safeParse(value);
  if (read.success) return read.data;
  throw refuse(read.error.issues[0]?.message ?? '');
}
