import type { Command } from 'commander';
import type { RouteExplanation } from '#shared/contract/routing';
import { PROTOCOL_IDS } from '#shared/domain/protocol';
import { createUsageError } from '../cli-error';
import type { CliContext } from '../cli-context';
import { formatTable } from '../format-table';
import { withClient } from '../open-client';
import { parseHeader } from '../parse-header';
import { parseProtocol } from '../parse-protocol';
import { readObject } from '../read-input';
import { addTo } from '../rule-conditions';

interface ExplainFlags {
  readonly from?: string;
  readonly request?: string;
  readonly model?: string;
  readonly header: readonly string[];
  readonly project?: string;
  readonly json?: true;
}

const CHOICES = PROTOCOL_IDS.join(', ');

export function addExplainCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('explain')
    .description(t('cli.explain.description'))
    .argument('[file]', t('cli.convert.fileArgument'))
    .option('--request <id>', t('cli.explain.requestOption'))
    .option('--from <protocol>', t('cli.convert.fromOption', { choices: CHOICES }))
    .option('--model <model>', t('cli.explain.modelOption'))
    .option('--header <header>', t('cli.explain.headerOption'), addTo, [])
    .option('--project <project>', t('cli.explain.projectOption'))
    .option('--json', t('cli.help.json'))
    .action((file: string | undefined, flags: ExplainFlags) => explain(file, flags, context));
}

async function explain(file: string | undefined, flags: ExplainFlags, context: CliContext): Promise<void> {
  const { request: id } = flags;
  const explanation =
    id === undefined
      ? await explainFile(file, flags, context)
      : await withClient(context, (client) => client.requests.explain({ id }));
  if (flags.json) context.printJson(explanation);
  else printExplanation(explanation, context);
}

async function explainFile(
  file: string | undefined,
  flags: ExplainFlags,
  context: CliContext,
): Promise<RouteExplanation> {
  const { t } = context;
  if (file === undefined || flags.from === undefined) throw createUsageError(t('cli.explain.whatNeeded'));
  const protocol = parseProtocol(flags.from, context);
  const headers = Object.fromEntries(flags.header.map((header) => parseHeader(header, context)));
  const body = await readObject(file, context);
  const model = flags.model ?? body['model'];
  if (typeof model !== 'string' || model === '') throw createUsageError(t('cli.explain.modelNeeded'));
  const { project = null } = flags;
  return withClient(context, (client) => client.routing.explain({ protocol, model, headers, project, body }));
}

function printExplanation(
  { facts, rules, targets, warnings, refusal }: RouteExplanation,
  context: CliContext,
) {
  const { t, print, note } = context;
  const { client, tokens, scenarios } = facts;
  print(t('cli.explain.facts', { client, tokens, scenarios: scenarios.join(', ') }));
  for (const rule of rules) print(describeRule(rule, context));
  for (const message of warnings) note(t('cli.convert.warning', { message }));
  if (refusal !== null) note(t('cli.explain.refused', { reason: refusal }));
  if (targets.length === 0) return;
  print('');
  const headings = [t('cli.explain.channel'), t('cli.explain.model'), t('cli.explain.reason')];
  const rows = targets.map(({ channelName, upstreamModel, reason }) => [channelName, upstreamModel, reason]);
  for (const line of formatTable(headings, rows)) print(line);
}

function describeRule(rule: RouteExplanation['rules'][number], { t }: CliContext): string {
  switch (rule.type) {
    case 'unfit':
      return t('cli.explain.unfit', { name: rule.name, field: rule.field });
    case 'inert':
      return t('cli.explain.inert', { name: rule.name });
    case 'followed':
      return t('cli.explain.followed', { name: rule.name });
  }
}
