import type { ListPrice, PriceBook, RequestCost, TokenRates, UserPrice } from './model-price';
import { selectPrice, type PricedModel } from './select-price';
import type { Usage } from './usage';

/**
 * What a request cost, in millionths of a US dollar; null when no price is known, or no rate for its currency. A price
 * per million tokens in a currency is one per token in millionths of it, so that nothing is divided.
 * @param multiplier what the channel charges of the published price, 1 when it is the same
 */
export function calculateCost(
  book: PriceBook,
  usage: Usage | null,
  { multiplier = 1, ...model }: PricedModel & { readonly multiplier?: number | undefined },
): RequestCost | null {
  if (usage === null) return null;
  const selected = selectPrice(book, model);
  if (selected === null) return null;
  const { source, price } = selected;
  const perUsd = price.currency === 'USD' ? 1 : book.ratesPerUsd[price.currency];
  if (perUsd === undefined || perUsd <= 0) return null;
  // The user's own price is what is paid already.
  const factor = source === 'user' ? 1 : multiplier;
  const amount = sumTokens(usage, selectRates(price, usage.input)) * factor;
  return { microUsd: Math.round(amount / perUsd), source };
}

function selectRates(price: ListPrice | UserPrice, inputTokens: number): TokenRates {
  const tiers = 'tiers' in price ? (price.tiers ?? []) : [];
  return tiers.findLast(({ aboveInputTokens }) => inputTokens > aboveInputTokens) ?? price;
}

/** Reasoning is part of the output, cache reads and writes are part of the input: each token is counted once. */
function sumTokens(usage: Usage, rates: TokenRates): number {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = usage;
  const plain = Math.max(0, input - cacheRead - cacheWrite5m - cacheWrite1h);
  return (
    plain * rates.input +
    cacheRead * (rates.cacheRead ?? rates.input) +
    cacheWrite5m * (rates.cacheWrite5m ?? rates.input) +
    cacheWrite1h * (rates.cacheWrite1h ?? rates.cacheWrite5m ?? rates.input) +
    output * rates.output
  );
}
