import { expect, it } from 'vitest';
import { calculateCost } from './calculate-cost';
import type { ListPrice, PriceBook, UserPrice } from './model-price';
import type { Usage } from './usage';

const RATES = { input: 3, output: 15, cacheRead: 0.3, cacheWrite5m: 3.75, cacheWrite1h: 6 };
const LISTED: ListPrice = {
  ...RATES,
  models: ['claude-sonnet-4-5'],
  providers: ['anthropic', 'bedrock'],
  currency: 'USD',
  tiers: [{ ...RATES, aboveInputTokens: 200_000, input: 6, output: 22.5 }],
  source: 'https://example.com/prices',
  seen: null,
  confidence: 'high',
};
const OWN: UserPrice = { ...RATES, model: 'claude-*', provider: null, currency: 'USD', input: 1 };
const USAGE: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 };
const MODEL = { model: 'claude-sonnet-4-5', provider: 'anthropic' };
const BOOK: PriceBook = { user: [], list: [LISTED], ratesPerUsd: { CNY: 8 } };

it('counts each token once: the cache is part of the input, reasoning of the output', () => {
  const usage = {
    input: 1000,
    output: 100,
    cacheRead: 500,
    cacheWrite5m: 200,
    cacheWrite1h: 100,
    reasoning: 80,
  };
  expect(calculateCost(BOOK, usage, MODEL)).toEqual({
    microUsd: 200 * 3 + 500 * 0.3 + 200 * 3.75 + 100 * 6 + 100 * 15,
    source: 'list',
  });
});

it('charges a cache without a rate of its own as input', () => {
  const list = [{ ...LISTED, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null }];
  const usage = { ...USAGE, input: 100, cacheRead: 40, cacheWrite5m: 20, cacheWrite1h: 10 };
  expect(calculateCost({ ...BOOK, list }, usage, MODEL)?.microUsd).toBe(300);
});

it.each([
  [200_000, 200_000 * 3 + 150],
  [200_001, 200_001 * 6 + 225],
])('takes the rates of the whole request from its tier: %i tokens', (input, microUsd) => {
  expect(calculateCost(BOOK, { ...USAGE, input, output: 10 }, MODEL)?.microUsd).toBe(microUsd);
});

it('is unknown, not zero, without usage, price or rate of the currency', () => {
  expect(calculateCost(BOOK, null, MODEL)).toBeNull();
  expect(calculateCost(BOOK, USAGE, { ...MODEL, model: 'unheard-of' })).toBeNull();
  expect(calculateCost(BOOK, USAGE, { ...MODEL, provider: 'ollama' })).toBeNull();
  expect(calculateCost({ ...BOOK, user: [{ ...OWN, currency: 'EUR' }] }, USAGE, MODEL)).toBeNull();
});

it("applies a channel's multiplier to published prices alone", () => {
  const usage = { ...USAGE, input: 1000 };
  const model = { ...MODEL, provider: 'custom', multiplier: 0.5 };
  expect(calculateCost(BOOK, usage, model)).toEqual({ microUsd: 1500, source: 'list' });
  expect(calculateCost({ ...BOOK, user: [OWN] }, usage, model)).toEqual({ microUsd: 1000, source: 'user' });
});

it('converts another currency by the rate it is given', () => {
  const user = [{ ...OWN, currency: 'CNY', input: 16 }];
  expect(calculateCost({ ...BOOK, user }, { ...USAGE, input: 1000 }, MODEL)?.microUsd).toBe(2000);
});
