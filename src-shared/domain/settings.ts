import * as z from 'zod';
import { balancingStrategySchema } from './balancing';
import { currencySchema, userPriceSchema } from './model-price';
import { presetSwitchesSchema } from './routing-presets';
import { userFilePathSchema } from './user-file-path';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const MEBIBYTE = 1024 * 1024;

/** Longest delay a Node timer takes; beyond it a timer fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const duration = z.number().int().positive().max(MAX_TIMER_MS);

export const timeoutsSchema = z.object({
  /** DNS, TCP and TLS together. */
  connectMs: duration.default(10 * SECOND_MS),
  /** From the request's last byte to the response headers, when a stream was asked for. */
  streamHeadersMs: duration.default(2 * MINUTE_MS),
  /** The same for an answer in one piece, whose headers come only when the model has finished. */
  headersMs: duration.default(10 * MINUTE_MS),
  /** Silence inside an answer, and a client that does not read. There is no total limit on a stream. */
  idleMs: duration.default(5 * MINUTE_MS),
  /** How long a streamed answer may be held back for a possible failover while it has no content yet. */
  commitWaitMs: duration.default(20 * SECOND_MS),
  /** What a file of the user (a custom router, a transformer) may take for one call. */
  userCodeMs: duration.default(200),
  /**
   * A stream that has no content for so long is asked of a second channel as well, and the first that answers is used; null:
   * never. Both providers count it.
   */
  hedgeAfterMs: duration.nullable().default(null),
  /** How long a stop waits for running requests. */
  drainMs: duration.default(MINUTE_MS),
});
export type Timeouts = z.infer<typeof timeoutsSchema>;

export const limitsSchema = z.object({
  /** Largest request body, also after decompression. */
  bodyBytes: z
    .number()
    .int()
    .positive()
    .default(64 * MEBIBYTE),
  /** What all running requests together may hold in memory: bodies, and answers that are held back. */
  bufferedBytes: z
    .number()
    .int()
    .positive()
    .default(1024 * MEBIBYTE),
  /** Requests of clients that may run at a time. */
  activeRequests: z.number().int().positive().default(4096),
  /** Connections that may be open at a time. */
  connections: z.number().int().positive().default(8192),
});
export type Limits = z.infer<typeof limitsSchema>;

const HOUR_LIMIT = 24 * 365;

/** What is kept of requests and answers themselves. They hold all that is said to models, so it is off until asked for. */
export const bodiesSchema = z.object({
  store: z.boolean().default(false),
  /** Most bytes of one body; the rest is not kept. */
  maxBytes: z
    .number()
    .int()
    .positive()
    .max(64 * MEBIBYTE)
    .default(MEBIBYTE),
  keepHours: z.number().int().positive().max(HOUR_LIMIT).default(24),
  /** Of all that is kept, compressed; the oldest go first. */
  maxTotalBytes: z
    .number()
    .int()
    .positive()
    .default(512 * MEBIBYTE),
});
export type BodiesSettings = z.infer<typeof bodiesSchema>;

const MAX_PRICES = 1000;
const MAX_RATE = 1e9;

const rateSchema = z.strictObject({
  currency: currencySchema,
  /** Units of it that one US dollar buys. */
  perUsd: z.number().positive().max(MAX_RATE),
});

/** How amounts are shown, and what prices in other currencies are worth. Nothing is fetched: rates are the user's own. */
export const moneySchema = z.object({
  /** Amounts are stored in US dollars and shown in this currency. */
  currency: currencySchema.default('USD'),
  /** A list: a group's members are known beforehand. */
  rates: z.array(rateSchema).max(200).default([]),
});
export type MoneySettings = z.infer<typeof moneySchema>;

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** Names of hosts and origins: longer ones do not exist, and a space is a typing error. */
const MAX_HOST_LENGTH = 300;
const MAX_HOSTS = 100;
const hostText = z
  .string()
  .min(1)
  .max(MAX_HOST_LENGTH)
  .regex(/^[^\s\p{Cc}]+$/u, { error: 'must not contain spaces' });

export const settingsSchema = z.object({
  host: hostText.default('127.0.0.1'),
  /** 0: any free port. */
  port: z.number().int().min(0).max(65_535).default(8080),
  language: z.enum(['system', 'en', 'zh']).default('system'),
  logLevel: z.enum(LOG_LEVELS).default('info'),
  /** The channel chosen as the active one; null: Auto. */
  pinnedChannelId: z.string().nullable().default(null),
  failOverFromPinned: z.boolean().default(true),
  balancing: balancingStrategySchema.default('priority'),
  presets: presetSwitchesSchema.prefault({}),
  /** A file whose function chooses where requests go first; null: none. */
  customRouterPath: userFilePathSchema.nullable().default(null),
  /** Host names beyond the loopback ones that requests may carry in their Host header. */
  allowedHosts: z.array(hostText).max(MAX_HOSTS).default([]),
  /**
   * Origins (scheme://host[:port]) beyond Routex's own that are let through: editors and desktop programs send one. Web
   * pages still cannot read answers, because no CORS headers are sent.
   */
  allowedOrigins: z.array(hostText).max(MAX_HOSTS).default([]),
  timeouts: timeoutsSchema.prefault({}),
  limits: limitsSchema.prefault({}),
  bodies: bodiesSchema.prefault({}),
  money: moneySchema.prefault({}),
  /** The user's own prices, which go before published ones. */
  prices: z.array(userPriceSchema).max(MAX_PRICES).default([]),
});
export type Settings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});
