import * as z from 'zod';
import { errorKindSchema } from './error-kind';
import { clientKindSchema } from './request-record';

const count = z.number().int().nonnegative();
const tokens = z.number().nonnegative();

/** Milliseconds; null where nothing was measured. */
export const latencySchema = z.object({ p50: z.number().nullable(), p95: z.number().nullable() });
export type Latency = z.infer<typeof latencySchema>;

export const analyticsTotalsSchema = z.object({
  requests: count,
  success: count,
  failed: count,
  refused: count,
  cancelled: count,
  /** Requests of which at least one attempt failed although the request succeeded. */
  failedOver: count,
  inputTokens: tokens,
  outputTokens: tokens,
  cacheReadTokens: tokens,
  cacheWriteTokens: tokens,
  reasoningTokens: tokens,
  /** Of the requests whose price was known when they ended, in millionths of a US dollar. */
  costMicroUsd: tokens,
  /** Requests that used tokens and whose price was not known. */
  unpriced: count,
  /** Of successful requests. */
  totalMs: latencySchema,
  firstTokenMs: latencySchema,
  /** Mean over complete streamed answers; null when there was none. */
  tokensPerSecond: z.number().nonnegative().nullable(),
});
export type AnalyticsTotals = z.infer<typeof analyticsTotalsSchema>;

const shareSchema = analyticsTotalsSchema.pick({
  requests: true,
  success: true,
  failed: true,
  inputTokens: true,
  outputTokens: true,
  cacheReadTokens: true,
  cacheWriteTokens: true,
  costMicroUsd: true,
  unpriced: true,
  totalMs: true,
  firstTokenMs: true,
});

export const analyticsSchema = z.object({
  /** Milliseconds since the epoch; `to` is exclusive. */
  from: z.number(),
  to: z.number(),
  /** Width of a point of the timeline. */
  bucketMs: z.number().int().positive(),
  totals: analyticsTotalsSchema,
  /** The same for the period of the same length right before. */
  previous: analyticsTotalsSchema,
  /** One point per bucket, empty ones included, oldest first. */
  timeline: z.array(
    z.object({
      start: z.number(),
      requests: count,
      failed: count,
      inputTokens: tokens,
      outputTokens: tokens,
      costMicroUsd: tokens,
      totalMs: latencySchema,
      firstTokenMs: latencySchema,
    }),
  ),
  /** Busiest first. The name is null when the channel no longer exists and no attempt names it. */
  channels: z.array(shareSchema.extend({ channelId: z.string(), channelName: z.string().nullable() })),
  models: z.array(shareSchema.extend({ model: z.string() })),
  clients: z.array(shareSchema.extend({ client: clientKindSchema })),
  failures: z.array(z.object({ kind: errorKindSchema, requests: count })),
});
export type Analytics = z.infer<typeof analyticsSchema>;
