import * as z from 'zod';

const MAX_PER_MILLION = 1_000_000;
/** Money per million tokens, in the price's currency. */
const perMillion = z.number().nonnegative().max(MAX_PER_MILLION);

/** ISO 4217. */
export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be three capitals, such as USD' });

export const tokenRatesSchema = z.object({
  input: perMillion,
  output: perMillion,
  /** Null: reads and writes of the cache are charged as input. */
  cacheRead: perMillion.nullable(),
  cacheWrite5m: perMillion.nullable(),
  cacheWrite1h: perMillion.nullable(),
});
export type TokenRates = z.infer<typeof tokenRatesSchema>;

/** Rates of the whole request, output included, once its input is longer than this. */
export const priceTierSchema = tokenRatesSchema.extend({ aboveInputTokens: z.number().int().positive() });
export type PriceTier = z.infer<typeof priceTierSchema>;

/** What a provider publishes, as it was seen. */
export const listPriceSchema = tokenRatesSchema.extend({
  models: z.array(z.string().min(1)).min(1),
  /** Presets whose channels bill it. */
  providers: z.array(z.string().min(1)).min(1),
  currency: currencySchema,
  /** Ascending. */
  tiers: z.array(priceTierSchema).optional(),
  source: z.url(),
  /** Year, month or day; null when the price is remembered rather than read. */
  seen: z
    .string()
    .regex(/^\d{4}(-\d{2}){0,2}$/)
    .nullable(),
  confidence: z.enum(['high', 'medium', 'low']),
});
export type ListPrice = z.infer<typeof listPriceSchema>;
export const listPricesSchema = z.array(listPriceSchema);

/** A price of the user's own, which goes before every published one. */
export const userPriceSchema = tokenRatesSchema.extend({
  /** Name the upstream knows the model by; `*` stands for any part. */
  model: z.string().trim().min(1).max(200),
  /** Preset whose channels it is for; null: all. */
  provider: z.string().trim().min(1).max(64).nullable(),
  currency: currencySchema,
});
export type UserPrice = z.infer<typeof userPriceSchema>;

/** What requests are priced with: immutable, as the rest of the gateway's configuration. */
export interface PriceBook {
  readonly user: readonly UserPrice[];
  readonly list: readonly ListPrice[];
  /** Units of a currency that one US dollar buys. */
  readonly ratesPerUsd: Readonly<Record<string, number>>;
}

export const PRICE_SOURCES = ['user', 'list'] as const;
export const requestCostSchema = z.object({
  /** Millionths of a US dollar. */
  microUsd: z.number().int().nonnegative(),
  /** Whose price it was. */
  source: z.enum(PRICE_SOURCES),
});
export type RequestCost = z.infer<typeof requestCostSchema>;
