import { GatewayError } from '../errors';
import type { GatewayConfig } from '../ports';
import { compileRules, type CompiledRule } from './compile-rules';
import { createTargets, type Refusal } from './create-targets';
import type { RequestFacts } from './facts/request-facts';
import { followModelTag } from './follow-model-tag';
import { findPinned, type RoutePlan, type RouteTarget } from './plan-route';
import { putAbleFirst } from './plan-usual';
import { putFirst } from './put-first';

export interface RequestPlan extends RoutePlan {
  /** What has decided, other than the pin and the priority. */
  readonly by: 'tag' | 'rule' | null;
  /** The rule that was followed; null when none was. */
  readonly ruleId: string | null;
  readonly warnings: readonly string[];
}

const UNDECIDED = { by: null, ruleId: null } as const;

/** What became of a rule: the field that did not fit, why nobody can answer by it, or that it was followed. */
export type RuleVerdict =
  | { readonly type: 'unfit'; readonly field: string }
  | { readonly type: 'inert'; readonly reason: string }
  | { readonly type: 'followed' };

/** Hears of each rule that was looked at, in order. */
export type OnVerdict = (rule: CompiledRule, verdict: RuleVerdict) => void;

/**
 * Plans a request: a pinned channel leaves everything else out, because whoever pins it wants it to answer next. Otherwise
 * what the prompt names comes first, and else the targets of the first rule that fits and can be followed; and the other
 * channels after them, unless the rule says `only`.
 *
 * @param planRest plans without rules
 * @throws {GatewayError} `no_channel` or `not_found` when nothing can serve the request, saying why
 */
export function planRequest(
  config: GatewayConfig,
  facts: RequestFacts,
  planRest: () => RoutePlan,
  onVerdict?: OnVerdict,
): RequestPlan {
  if (findPinned(config, facts.outline) !== undefined) return { ...planRest(), ...UNDECIDED, warnings: [] };

  const warnings: string[] = [];
  const tag = config.settings.presets.subagent ? facts.modelTag() : null;
  if (tag !== null) {
    const named = followModelTag(config, facts.outline, tag);
    if (typeof named !== 'string')
      return { ...append(named, planRest), by: 'tag', ruleId: null, presets: ['subagent'], warnings };
    warnings.push(named);
  }
  for (const rule of compileRules(config)) {
    const unfit = rule.checks.find(({ fits }) => !fits(facts));
    if (unfit !== undefined) {
      onVerdict?.(rule, { type: 'unfit', field: unfit.field });
      continue;
    }
    const targets = follow(config, rule, facts);
    if (typeof targets === 'string') {
      onVerdict?.(rule, { type: 'inert', reason: targets });
      warnings.push(targets);
      continue;
    }
    onVerdict?.(rule, { type: 'followed' });
    return {
      ...(rule.rule.only ? { targets } : append(targets, planRest)),
      by: 'rule',
      presets: [],
      ruleId: rule.rule.id,
      warnings: withProblem(warnings, facts),
    };
  }
  return { ...planRest(), ...UNDECIDED, warnings: withProblem(warnings, facts) };
}

/**
 * The rule's targets, or why it is passed over.
 *
 * @throws {GatewayError} `no_channel` when no other channel may answer what this rule is about
 */
function follow(
  config: GatewayConfig,
  { rule, targets, inert }: CompiledRule,
  facts: RequestFacts,
): readonly RouteTarget[] | string {
  if (inert !== null) return inert;
  const place = `rule "${rule.name}"`;
  const refusals = new Set<Refusal>();
  const made: RouteTarget[] = [];
  for (const { channel, model, group } of targets) {
    const ofChannel = createTargets(channel, facts.outline, place, model);
    if (typeof ofChannel === 'string') refusals.add(ofChannel);
    else if (group === null) made.push(...ofChannel);
    else made.push(...ofChannel.map((target) => ({ ...target, group })));
  }
  if (made.length > 0) return putAbleFirst(config, { targets: made }, () => facts, null).targets;
  const reason = `none of its channels can answer (${[...refusals].join(', ')}).`;
  if (rule.only) {
    throw new GatewayError(
      'no_channel',
      `Rule "${rule.name}" lets nobody else answer this request, and ${reason}`,
    );
  }
  return `Rule "${rule.name}" is not followed: ${reason}`;
}

/** The chosen targets, and what may be tried when they fail. */
function append(targets: readonly RouteTarget[], planRest: () => RoutePlan): RoutePlan {
  try {
    return putFirst(targets, planRest());
  } catch (error) {
    // What no channel serves by itself, a rule or a prompt still has a place for.
    if (error instanceof GatewayError) return { targets };
    throw error;
  }
}

function withProblem(warnings: readonly string[], facts: RequestFacts): readonly string[] {
  const problem = facts.problem();
  return problem === null ? warnings : [...warnings, problem];
}
