import type { Command } from 'commander';
import {
  DEFAULT_LONG_CONTEXT_TOKENS,
  SCENARIOS,
  type RouteRule,
  type Scenario,
} from '#shared/domain/routing-table';
import { CliError, createUsageError } from '../cli-error';
import type { CliContext } from '../cli-context';
import { createRuleId } from '../create-rule-id';
import { editRoutingTable } from '../edit-routing-table';
import { findRule } from '../find-rule';
import { formatTable } from '../format-table';
import { withClient } from '../open-client';
import { formatRuleTarget, parseRuleTarget } from '../parse-rule-target';
import { placeRule } from '../place-rule';
import { addTo, readConditions } from '../rule-conditions';
import { addSwitchCommands } from './switch-commands';

interface SetFlags {
  readonly to: readonly string[];
  readonly only?: true;
  readonly longContextTokens?: string;
  readonly json?: true;
}

/** Scenarios by name: each is the first rule that asks for nothing but that scenario. */
export function addScenarioCommands(parent: Command, context: CliContext): void {
  const { t } = context;
  const nameArgument = t('cli.scenario.nameArgument', { choices: SCENARIOS.join(', ') });
  const scenario = parent.command('scenario').description(t('cli.scenario.description')).helpCommand(false);
  scenario
    .command('list')
    .description(t('cli.scenario.list.description'))
    .option('--json', t('cli.help.json'))
    .action((flags: { json?: true }) => listScenarios(flags, context));
  scenario
    .command('set')
    .description(t('cli.scenario.set.description'))
    .argument('<scenario>', nameArgument)
    .requiredOption('--to <target>', t('cli.rule.toOption'), addTo)
    .option('--only', t('cli.rule.onlyOption'))
    .option('--long-context-tokens <number>', t('cli.rule.longContextTokensOption'))
    .option('--json', t('cli.help.json'))
    .action((name: string, flags: SetFlags) => setScenario(name, flags, context));
  addSwitchCommands(scenario, context, {
    idArgument: nameArgument,
    enable: {
      description: t('cli.scenario.enable.description'),
      done: (name) => t('cli.rule.enabled', { name }),
    },
    disable: {
      description: t('cli.scenario.disable.description'),
      done: (name) => t('cli.rule.disabled', { name }),
    },
    async set(client, reference, enabled) {
      const name = parseScenario(reference, context);
      let ruleId = '';
      const saved = await editRoutingTable(client, context, ({ rules, groups }) => {
        const stored = rules.find((rule) => isScenarioRule(rule, name));
        if (stored === undefined) {
          const command = context.commandLine(`scenario set ${name} --to CHANNEL`);
          throw new CliError('NOT_FOUND', t('cli.scenario.unset', { name, command }));
        }
        ruleId = stored.id;
        const changed = rules.map((rule) => (rule === stored ? { ...rule, enabled } : rule));
        return { table: { rules: changed, groups }, ruleId };
      });
      return findRule(saved.rules, ruleId, context);
    },
  });
}

async function listScenarios({ json }: { json?: true }, context: CliContext): Promise<void> {
  const { t, print } = context;
  const [{ rules }, channels] = await withClient(context, async (client) => [
    await client.routing.table(),
    await client.channels.list(),
  ]);
  const scenarios = SCENARIOS.map((scenario) => ({
    scenario,
    rule: rules.find((rule) => isScenarioRule(rule, scenario)) ?? null,
  }));
  if (json) {
    context.printJson(scenarios);
    return;
  }
  const headings = ['scenario', 'targets', 'hits', 'state'] as const;
  const rows = scenarios.map(({ scenario, rule }) =>
    rule === null
      ? [scenario, '–', '–', t('cli.scenario.notSet')]
      : [
          scenario,
          rule.targets.map((target) => formatRuleTarget(target, channels)).join(' → '),
          String(rule.hits),
          t(rule.enabled ? 'cli.state.enabled' : 'cli.state.disabled'),
        ],
  );
  for (const line of formatTable(
    headings.map((heading) => t(`cli.table.${heading}`)),
    rows,
  )) {
    print(line);
  }
}

async function setScenario(reference: string, flags: SetFlags, context: CliContext): Promise<void> {
  const scenario = parseScenario(reference, context);
  const { longContextTokens } = flags;
  const when = readConditions(
    { scenario, ...(longContextTokens !== undefined && { longContextTokens }) },
    context,
  );
  const newId = createRuleId();
  let ruleId = '';
  const saved = await withClient(context, async (client) => {
    const channels = await client.channels.list();
    return editRoutingTable(client, context, ({ rules, groups }) => {
      const targets = flags.to.map((text) => parseRuleTarget(text, { channels, groups }, context));
      const stored = rules.find((rule) => isScenarioRule(rule, scenario));
      const only = flags.only === true;
      ruleId = stored?.id ?? newId;
      if (stored !== undefined) {
        const kept = longContextTokens === undefined ? stored.when : when;
        const changed = { ...stored, enabled: true, when: kept, targets, only };
        return { table: { rules: rules.map((rule) => (rule === stored ? changed : rule)), groups }, ruleId };
      }
      const rule = { id: newId, name: selectName(scenario, rules), enabled: true, when, targets, only };
      return { table: { rules: placeRule(rules, rule, selectPlace(scenario, rules)), groups }, ruleId };
    });
  });
  const rule = findRule(saved.rules, ruleId, context);
  if (flags.json) context.printJson(rule);
  else context.print(context.t('cli.scenario.done', { name: scenario }));
}

/** `default` fits every request, so nothing may stand behind it. */
function selectPlace(scenario: Scenario, rules: readonly RouteRule[]) {
  const catchAll = rules.find((rule) => isScenarioRule(rule, 'default'));
  return scenario === 'default' || catchAll === undefined ? 'last' : { before: catchAll.id };
}

function selectName(scenario: Scenario, rules: readonly RouteRule[]): string {
  const taken = new Set(rules.map(({ name }) => name.toLowerCase()));
  let name: string = scenario;
  for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${scenario} ${count}`;
  return name;
}

function isScenarioRule({ when }: Pick<RouteRule, 'when'>, scenario: Scenario): boolean {
  const { scenario: asked, longContextTokens, ...others } = when;
  if (asked !== scenario || Object.keys(others).length > 0) return false;
  return scenario === 'longContext' || longContextTokens === DEFAULT_LONG_CONTEXT_TOKENS;
}

function parseScenario(name: string, { t }: CliContext): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const reason = t('cli.usage.notAChoice', { choices: SCENARIOS.join(', ') });
  throw createUsageError(t('cli.usage.invalidValue', { name, reason }));
}
