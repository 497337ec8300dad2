import { describe, expect, it } from 'vitest';
import { createMemoryBudget } from './memory-budget';

describe('createMemoryBudget', () => {
  it('gives no more than its limit to all accounts together, and takes nothing when it refuses', () => {
    const budget = createMemoryBudget(() => 100);
    const [a, b] = [budget.openAccount(), budget.openAccount()];
    expect([a.take(60), b.take(41), budget.used(), b.take(40), a.take(1)]).toEqual([
      true,
      false,
      60,
      true,
      false,
    ]);
  });

  it('has all back when its accounts are closed, whatever they gave back before', () => {
    const budget = createMemoryBudget(() => 100);
    const account = budget.openAccount();
    account.take(80);
    account.give(30);
    account.give(500);
    expect(budget.used()).toBe(0);
    account.take(70);
    account.close();
    account.close();
    account.give(10);
    expect([account.take(1000), budget.used()]).toEqual([true, 0]);
  });

  it('follows a limit that changes', () => {
    let limit = 10;
    const account = createMemoryBudget(() => limit).openAccount();
    expect(account.take(11)).toBe(false);
    limit = 20;
    expect(account.take(11)).toBe(true);
  });
});
