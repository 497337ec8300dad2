import { expect, it } from 'vitest';
import prices from '../../resources/model-prices.json';
import { listPricesSchema, type UserPrice } from './model-price';
import { selectPrice } from './select-price';

const LIST = listPricesSchema.parse(prices);
const BOOK = { user: [], list: LIST, ratesPerUsd: {} };

it.each([
  ['claude-sonnet-4-5-20250929', 'anthropic', 'claude-sonnet-4-5'],
  ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'bedrock', 'claude-sonnet-4-5'],
  ['claude-sonnet-4-5@20250929', 'vertex', 'claude-sonnet-4-5'],
  ['anthropic/claude-sonnet-4.5', 'openrouter', 'claude-sonnet-4-5'],
  ['claude-3-5-haiku-latest', 'anthropic', 'claude-3-5-haiku'],
  ['gpt-4o-2024-08-06', 'openai', 'gpt-4o'],
  ['models/gemini-2.5-pro', 'gemini', 'gemini-2.5-pro'],
  ['MiniMax-M2', 'minimax', 'minimax-m2'],
])('knows %s of %s as %s', (model, provider, expected) => {
  expect(selectPrice(BOOK, { model, provider })?.price).toMatchObject({
    models: expect.arrayContaining([expected]) as string[],
  });
});

it.each([
  ['claude-sonnet-4-50', 'anthropic'],
  ['gpt-5-unheard-of', 'openai'],
  ['glm-4.6', 'zai-coding'],
  ['claude-sonnet-4-5', 'ollama'],
])('does not guess: %s of %s', (model, provider) => {
  expect(selectPrice(BOOK, { model, provider })).toBeNull();
});

it("takes the user's most exact price before any published one", () => {
  const rates = { input: 1, output: 1, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null };
  const own = (model: string, provider: string | null): UserPrice => ({
    ...rates,
    model,
    provider,
    currency: 'USD',
  });
  const user = [
    own('*', null),
    own('gpt-*', null),
    own('gpt-*', 'openai'),
    own('*-mini', null),
    own('GPT-4o', null),
  ];
  const select = (model: string, provider: string) =>
    selectPrice({ ...BOOK, user }, { model, provider })?.price;
  expect(select('gpt-4o', 'openai')).toBe(user[4]);
  expect(select('gpt-4.1', 'openai')).toBe(user[2]);
  expect(select('gpt-4.1', 'custom')).toBe(user[1]);
  expect(select('o4-mini', 'custom')).toBe(user[3]);
  expect(select('a', 'custom')).toBe(user[0]);
});

it('lists every model of a provider once', () => {
  const names = LIST.flatMap(({ models, providers }) =>
    providers.flatMap((provider) => models.map((model) => `${provider}/${model}`)),
  );
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('has tiers in ascending order', () => {
  for (const { tiers = [] } of LIST) {
    const starts = tiers.map(({ aboveInputTokens }) => aboveInputTokens);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  }
});
