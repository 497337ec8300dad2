import type { RouteRule } from '#shared/domain/routing-table';

/** Where a rule goes; `before` is another rule's id. */
export type RulePlace = 'first' | 'last' | { readonly before: string };

/** The rules with this one there, and nowhere else. Before a rule that is gone is last. */
export function placeRule(rules: readonly RouteRule[], rule: RouteRule, place: RulePlace): RouteRule[] {
  const others = rules.filter(({ id }) => id !== rule.id);
  if (place === 'first') return [rule, ...others];
  const index = place === 'last' ? -1 : others.findIndex(({ id }) => id === place.before);
  return index === -1 ? [...others, rule] : others.toSpliced(index, 0, rule);
}
