import * as z from 'zod';
import { channelHealthSchema } from './channel-health';
import { requestRecordSchema } from './request-record';
import { systemStateSchema } from './system-state';

/** What a user interface is told as it happens. `*.changed` says what to load again. */
export const routexEventSchema = z.discriminatedUnion('type', [
  /** The stream is open: what happened before it is loaded, what happens from now on is told. */
  z.object({ type: z.literal('hello') }),
  z.object({ type: z.literal('request.finished'), request: requestRecordSchema }),
  z.object({ type: z.literal('channels.changed') }),
  /** Requests have found out that a channel works, or does not; or it was reset. */
  z.object({ type: z.literal('channelHealth.changed'), channelId: z.string(), health: channelHealthSchema }),
  z.object({ type: z.literal('gatewayTokens.changed') }),
  z.object({ type: z.literal('rules.changed') }),
  z.object({ type: z.literal('settings.changed') }),
  z.object({ type: z.literal('routing.changed'), pinnedChannelId: z.string().nullable() }),
  z.object({ type: z.literal('state.changed'), state: systemStateSchema }),
  /** The reader was too slow and this many events were left out: load everything again. */
  z.object({ type: z.literal('missed'), events: z.number().int().positive() }),
]);
export type RoutexEvent = z.infer<typeof routexEventSchema>;
