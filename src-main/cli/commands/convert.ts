import type { Command } from 'commander';
import type { ContractClient } from '#shared/contract/contract';
import type { PreviewConversion } from '#shared/contract/conversions';
import type { ConversionPreview } from '#shared/domain/conversion-preview';
import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import { createUsageError } from '../cli-error';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { parseProtocol } from '../parse-protocol';
import { parseObject, readInput, readObject, STDIN, type JsonObject } from '../read-input';
import { resolveChannel } from '../resolve-channel';

interface ConvertFlags {
  readonly from: string;
  readonly to: string;
  readonly model?: string;
  readonly stream?: true;
  readonly response?: string;
  readonly json?: true;
}

const CHOICES = PROTOCOL_IDS.join(', ');

export function addConvertCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('convert')
    .description(t('cli.convert.description'))
    .argument('<file>', t('cli.convert.fileArgument'))
    .requiredOption('--from <protocol>', t('cli.convert.fromOption', { choices: CHOICES }))
    .requiredOption('--to <channel|protocol>', t('cli.convert.toOption'))
    .option('--model <model>', t('cli.convert.modelOption'))
    .option('--stream', t('cli.convert.streamOption'))
    .option('--response <file>', t('cli.convert.responseOption'))
    .option('--json', t('cli.help.json'))
    .action((file: string, flags: ConvertFlags) => convert(file, flags, context));
}

async function convert(file: string, flags: ConvertFlags, context: CliContext): Promise<void> {
  const { t } = context;
  const { model, response } = flags;
  const protocol = parseProtocol(flags.from, context);
  if (file === STDIN && response === STDIN) throw createUsageError(t('cli.convert.twoInputs'));

  const request = await readObject(file, context);
  const body = protocol === 'gemini' ? completeBody(request, flags, context) : request;
  const answer = response === undefined ? null : parseAnswer(await readInput(response, context));
  const preview = await withClient(context, async (client) =>
    client.conversions.preview({
      protocol,
      body,
      target: { ...(await selectTarget(flags.to, client, context)), ...(model !== undefined && { model }) },
      ...(answer !== null && { response: answer }),
    }),
  );
  if (flags.json) context.printJson(preview);
  else printPreview(preview, context);
}

/** What a Gemini client says in its path, which a file does not have, may stand in the body. */
function completeBody(body: JsonObject, { model, stream }: ConvertFlags, { t }: CliContext): JsonObject {
  const completed = {
    ...(model !== undefined && { model }),
    ...body,
    ...(stream !== undefined && { stream }),
  };
  if (typeof completed.model !== 'string') throw createUsageError(t('cli.convert.modelNeeded'));
  return completed;
}

/** A protocol's name means the protocol, so that a script goes on meaning it when somebody calls a channel so. */
async function selectTarget(
  reference: string,
  client: ContractClient,
  context: CliContext,
): Promise<{ channelId: string } | { protocol: ProtocolId }> {
  const protocol = PROTOCOL_IDS.find((id) => id === reference);
  if (protocol !== undefined) return { protocol };
  return { channelId: (await resolveChannel(client, reference, context)).id };
}

/** What is no JSON object is a stream: server-sent events, or Gemini's array. */
function parseAnswer(content: string): PreviewConversion['response'] {
  return parseObject(content) ?? { stream: content };
}

/** Requests and answers as they go over the wire; what there is to say of them goes to standard error. */
function printPreview(preview: ConversionPreview, { t, print, note }: CliContext): void {
  const { request, response, warnings, forwarding, estimatedInputTokens } = preview;
  note(request === null ? t('cli.convert.notSent') : t(`cli.convert.forwarding.${forwarding}`));
  if (estimatedInputTokens !== null) note(t('cli.convert.tokens', { count: estimatedInputTokens }));
  for (const message of warnings) note(t('cli.convert.warning', { message }));
  if (request !== null) {
    print(`POST ${request.path}`);
    for (const [name, value] of Object.entries(request.headers)) print(`${name}: ${value}`);
    print('');
    print(JSON.stringify(request.body, null, 2));
  }
  if (response === null) return;
  if (!response.complete) note(t('cli.convert.incomplete'));
  if (request !== null) print('');
  print(`HTTP ${response.status}`);
  print('');
  print('stream' in response ? response.stream.trimEnd() : JSON.stringify(response.body, null, 2));
}
