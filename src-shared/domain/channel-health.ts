import * as z from 'zod';
import { errorKindSchema } from './error-kind';

/**
 * - `active`: attempts go there
 * - `cooling`: its provider has said when to come back, or its key was refused
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
  /** Of those that have been used, in no order. */
  credentials: z.array(stateSchema.extend({ id: z.string() })),
});
/** What running requests have found out about a channel. Not the user's configuration: it is kept in memory only. */
export type ChannelHealth = z.infer<typeof channelHealthSchema>;

/** Of a channel that nobody has used. */
export const UNUSED_CHANNEL: ChannelHealth = {
  state: 'active',
  until: null,
  lastError: null,
  credentials: [],
};
