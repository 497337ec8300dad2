import { describe, expect, it } from 'vitest';
import type { Effort, ReasoningRequest } from '../canonical/request';
import {
  mapBudgetToEffort,
  mapEffortToBudget,
  selectRequestedBudget,
  selectRequestedEffort,
  selectSupportedEffort,
} from './effort';

describe('mapBudgetToEffort', () => {
  it.each<[number, Effort]>([
    [-1, 'none'],
    [0, 'none'],
    [1, 'low'],
    [2048, 'low'],
    [2049, 'medium'],
    [8192, 'medium'],
    [24_576, 'high'],
    [31_999, 'xhigh'],
    [49_152, 'xhigh'],
    [49_153, 'max'],
  ])('takes %i tokens for %s', (budget, effort) => {
    expect(mapBudgetToEffort(budget)).toBe(effort);
  });
});

describe('selectSupportedEffort', () => {
  it.each<[Effort, readonly Effort[] | null, Effort]>([
    ['xhigh', null, 'xhigh'],
    ['xhigh', [], 'xhigh'],
    ['xhigh', ['low', 'high', 'max'], 'high'],
    ['medium', ['low', 'high', 'max'], 'low'],
    ['none', ['max', 'high', 'low'], 'low'],
    ['max', ['low', 'medium'], 'medium'],
    ['high', ['high'], 'high'],
  ])('of %s and %j makes %s', (wanted, supported, expected) => {
    expect(selectSupportedEffort(wanted, supported)).toBe(expected);
  });
});

describe('selectRequestedEffort', () => {
  it.each<[Partial<ReasoningRequest>, Effort | null, number | null]>([
    [{ mode: 'default' }, null, null],
    [{ mode: 'off' }, 'none', 0],
    [{ mode: 'adaptive' }, null, null],
    [{ mode: 'adaptive', effort: 'max' }, 'max', 32_768],
    [{ mode: 'effort', effort: 'high' }, 'high', 16_384],
    [{ mode: 'budget', budget: 31_999 }, 'xhigh', 31_999],
    [{ mode: 'budget', budget: 31_999, effort: 'low' }, 'low', 31_999],
    [{ mode: 'between_tools' }, 'low', 2048],
  ])('reads %j', (reasoning, effort, budget) => {
    const request: ReasoningRequest = { mode: 'default', show: 'default', ...reasoning };
    expect([selectRequestedEffort(request), selectRequestedBudget(request)]).toEqual([effort, budget]);
  });

  it('goes back to the same level over its own budget, but for the finest', () => {
    const levels: readonly Effort[] = ['none', 'low', 'medium', 'high'];
    expect(levels.map((effort) => mapBudgetToEffort(mapEffortToBudget(effort)))).toEqual(levels);
  });
});
