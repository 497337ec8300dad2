import { expect, it } from 'vitest';
import { routeRuleSchema } from '#shared/domain/routing-table';
import { placeRule, type RulePlace } from './place-rule';

const createRule = (letter: string) =>
  routeRuleSchema.parse({
    id: `rr_${letter.repeat(16)}`,
    name: letter,
    targets: [{ channelId: 'ch_any' }],
  });
const [a, b, c, d] = [createRule('a'), createRule('b'), createRule('c'), createRule('d')];

it.each<[string, RulePlace, string]>([
  ['first', 'first', 'cab'],
  ['last', 'last', 'abc'],
  ['before another', { before: b.id }, 'acb'],
  ['before itself: last', { before: c.id }, 'abc'],
])('a rule that is there moves %s, and is there once', (_, place, order) => {
  expect(
    placeRule([a, b, c], c, place)
      .map(({ name }) => name)
      .join(''),
  ).toBe(order);
});

it('a new rule goes where it is asked to', () => {
  expect(placeRule([a, b], d, { before: b.id }).map(({ name }) => name)).toEqual(['a', 'd', 'b']);
});
