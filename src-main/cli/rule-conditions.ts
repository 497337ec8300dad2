import type { Command } from 'commander';
import {
  DEFAULT_LONG_CONTEXT_TOKENS,
  ruleConditionsSchema,
  SCENARIOS,
  type RuleConditions,
} from '#shared/domain/routing-table';
import { CLIENT_KINDS } from '#shared/domain/request-record';
import { PROTOCOL_IDS } from '#shared/domain/protocol';
import { createUsageError } from './cli-error';
import type { CliContext } from './cli-context';
import { parseHeader } from './parse-header';
import { splitList } from './split-list';

/** As commander reads them; a list is written with commas. */
export interface ConditionFlags {
  readonly scenario?: string;
  readonly longContextTokens?: string;
  readonly models?: string;
  readonly minTokens?: string;
  readonly maxTokens?: string;
  readonly keyword?: readonly string[];
  readonly pattern?: string;
  readonly tools?: string;
  readonly images?: string;
  readonly header?: readonly string[];
  readonly projects?: string;
  readonly sessions?: string;
  readonly clients?: string;
  readonly protocols?: string;
}

/** Conditions of a rule as options, named as in the API. */
export function addConditionOptions(command: Command, { t }: CliContext): Command {
  return command
    .option('--scenario <scenario>', t('cli.rule.scenarioOption', { choices: SCENARIOS.join(', ') }))
    .option('--long-context-tokens <number>', t('cli.rule.longContextTokensOption'))
    .option('--models <patterns>', t('cli.rule.modelsOption'))
    .option('--min-tokens <number>', t('cli.rule.minTokensOption'))
    .option('--max-tokens <number>', t('cli.rule.maxTokensOption'))
    .option('--keyword <text>', t('cli.rule.keywordOption'), addTo)
    .option('--pattern <expression>', t('cli.rule.patternOption'))
    .option('--tools <patterns>', t('cli.rule.toolsOption'))
    .option('--images <yes|no>', t('cli.rule.imagesOption'))
    .option('--header <header>', t('cli.rule.headerOption'), addTo)
    .option('--projects <patterns>', t('cli.rule.projectsOption'))
    .option('--sessions <patterns>', t('cli.rule.sessionsOption'))
    .option('--clients <kinds>', t('cli.rule.clientsOption', { choices: CLIENT_KINDS.join(', ') }))
    .option('--protocols <protocols>', t('cli.rule.protocolsOption', { choices: PROTOCOL_IDS.join(', ') }));
}

/** An option that may be given more than once. */
export function addTo(value: string, values: readonly string[] = []): readonly string[] {
  return [...values, value];
}

/**
 * The conditions that result when these options are applied to those a rule has.
 *
 * @throws {CliError} `USAGE` naming the condition that is wrong
 */
export function readConditions(
  flags: ConditionFlags,
  context: CliContext,
  stored: Partial<RuleConditions> = {},
): RuleConditions {
  const { t } = context;
  const { scenario, pattern, keyword, header, images } = flags;
  const given = {
    scenario,
    longContextTokens: toNumber(flags.longContextTokens),
    models: toList(flags.models),
    minTokens: toNumber(flags.minTokens),
    maxTokens: toNumber(flags.maxTokens),
    keywords: keyword,
    pattern,
    tools: toList(flags.tools),
    images: images === undefined ? undefined : ({ yes: true, no: false }[images] ?? images),
    headers: header && Object.fromEntries(header.map((text) => parseHeader(text, context))),
    projects: toList(flags.projects),
    sessions: toList(flags.sessions),
    clients: toList(flags.clients),
    protocols: toList(flags.protocols),
  };
  const changed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const read = ruleConditionsSchema.safeParse({ ...stored, ...changed });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const name = issue?.path.join('.') ?? '';
  throw createUsageError(t('cli.usage.invalidValue', { name, reason: issue?.message ?? '' }));
}

/** @throws {CliError} `USAGE` for what is no condition */
export function dropConditions(
  stored: RuleConditions,
  names: readonly string[],
  { t }: CliContext,
): Partial<RuleConditions> {
  const known = Object.keys(ruleConditionsSchema.shape);
  for (const name of names) {
    if (known.includes(name)) continue;
    const reason = t('cli.usage.notAChoice', { choices: known.join(', ') });
    throw createUsageError(t('cli.usage.invalidValue', { name: '--drop', reason }));
  }
  return Object.fromEntries(Object.entries(stored).filter(([name]) => !names.includes(name)));
}

/** Such as `scenario=think models=a,b`; empty for a rule that every request fits. */
export function formatConditions({ longContextTokens, ...when }: RuleConditions): string {
  const parts = Object.entries(when).map(([name, value]) => `${name}=${formatValue(value)}`);
  if (longContextTokens !== DEFAULT_LONG_CONTEXT_TOKENS) parts.push(`longContextTokens=${longContextTokens}`);
  return parts.join(' ');
}

function formatValue(value: RuleConditions[keyof RuleConditions]): string {
  if (Array.isArray(value)) return value.join(',');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, pattern]) => `${name}:${pattern}`)
    .join(',');
}

function toList(text: string | undefined): string[] | undefined {
  return text === undefined ? undefined : splitList(text);
}

/** What is no number stays as it is, so that it is refused by its name. */
function toNumber(text: string | undefined): number | string | undefined {
  return text === undefined || !/^\d+$/.test(text) ? text : Number(text);
}
