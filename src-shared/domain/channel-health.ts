import * as z from 'zod';
import { errorKindSchema } from './error-kind';

/**
 * - `active`: attempts go there
 * - `cooling`: its provider has said when to come back, its quota is used up until a time, or its key was refused
 * - `open`: it fails, and others are asked first for a while
 * - `half-open`: the while is over, and a few requests find out
 */
export const HEALTH_STATES = ['active', 'cooling', 'open', 'half-open'] as const;
export const healthStateSchema = z.enum(HEALTH_STATES);
export type HealthState = z.infer<typeof healthStateSchema>;

const stateSchema = z.object({
  state: healthStateSchema,
  /** When it is asked again: milliseconds since the epoch; null unless it is cooling or open. */
  until: z.number().nullable(),
});

/** One of a provider's limits, as its answers tell it. */
const quotaSchema = z.object({
  /** The provider's own name, such as `requests`, `input-tokens` or `unified-5h`. */
  kind: z.string(),
  limit: z.number().nullable(),
  remaining: z.number().nullable(),
  /** Share that is used, where it is told in place of numbers; 1: all. */
  utilization: z.number().nullable(),
  /** When it is free again: milliseconds since the epoch. */
  resetAt: z.number().nullable(),
});
export type Quota = z.infer<typeof quotaSchema>;

export const channelHealthSchema = stateSchema.extend({
  /** The last failure that was the channel's or its key's; null after a success. */
  lastError: z
    .object({
      kind: errorKindSchema,
      message: z.string(),
      /** Milliseconds since the epoch. */
      at: z.number(),
    })
    .nullable(),
  /** Limits as the latest answer told them that told any, whichever key it was asked with. */
  quota: z.array(quotaSchema),
  /** Of those that have been used, in no order. */
  credentials: z.array(stateSchema.extend({ id: z.string(), quota: z.array(quotaSchema) })),
});
/** What running requests have found out about a channel. Not the user's configuration: it is kept in memory only. */
export type ChannelHealth = z.infer<typeof channelHealthSchema>;

/** Of a channel that nobody has used. */
export const UNUSED_CHANNEL: ChannelHealth = {
  state: 'active',
  until: null,
  lastError: null,
  quota: [],
  credentials: [],
};
