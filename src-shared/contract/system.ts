import * as z from 'zod';
import { protocolIdSchema } from '#shared/domain/protocol';
import { procedure } from './errors';

/** What keeps a channel from serving although it is enabled. */
export const CHANNEL_PROBLEMS = ['no_credential', 'credential_unreadable'] as const;

export const channelSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  protocol: protocolIdSchema,
  enabled: z.boolean(),
  problem: z.enum(CHANNEL_PROBLEMS).nullable(),
});
export type ChannelSummary = z.infer<typeof channelSummarySchema>;

export const systemStatusSchema = z.object({
  version: z.string(),
  state: z.enum(['stopped', 'listening', 'draining']),
  /** `http://host:port` as a client on this machine reaches it; null while not listening. */
  address: z.string().nullable(),
  dataDirectory: z.string(),
  /** Of the process that listens; null while none does. */
  pid: z.number().int().nullable(),
  uptimeMs: z.number().int().nonnegative().nullable(),
  activeRequests: z.number().int().nonnegative(),
  /** Null: Auto. */
  pinnedChannel: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** In the order they are tried. */
  channels: z.array(channelSummarySchema),
  /** Since local midnight. */
  today: z.object({
    requests: z.number().int().nonnegative(),
    failed: z.number().int().nonnegative(),
    inputTokens: z.number().nonnegative(),
    outputTokens: z.number().nonnegative(),
  }),
});
export type SystemStatus = z.infer<typeof systemStatusSchema>;

export const systemContract = {
  status: procedure.route({ method: 'GET', path: '/status' }).output(systemStatusSchema),
};
