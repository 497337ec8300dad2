import type { RouteRule, RuleTarget } from '#shared/domain/routing-table';

export function isOfGroup(target: RuleTarget, name: string): boolean {
  return 'group' in target && target.group.toLowerCase() === name.toLowerCase();
}

/** The rule, going on meaning the group by its new name. */
export function renameGroup(rule: RouteRule, from: string, to: string): RouteRule {
  const targets = rule.targets.map((target) =>
    isOfGroup(target, from) ? { group: to, model: target.model } : target,
  );
  return { ...rule, targets };
}
