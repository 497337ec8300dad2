import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { protocolIdSchema } from '#shared/domain/protocol';
import { routexEventSchema } from '#shared/domain/routex-event';
import { storeProblemSchema } from '#shared/domain/store-problem';
import { systemStateSchema } from '#shared/domain/system-state';
import { unreadableRowSchema } from '#shared/domain/unreadable-row';
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
  state: systemStateSchema,
  /** `http://host:port` as a client on this machine reaches it; null while not listening. */
  address: z.string().nullable(),
  dataDirectory: z.string(),
  /** Of the process that listens; null while none does. */
  pid: z.number().int().nullable(),
  uptimeMs: z.number().int().nonnegative().nullable(),
  activeRequests: z.number().int().nonnegative(),
  /** Conversations that stay at a channel, and how often that was known, since the start. */
  affinity: z.object({
    size: z.number().int().nonnegative(),
    hits: z.number().int().nonnegative(),
    misses: z.number().int().nonnegative(),
    evictions: z.number().int().nonnegative(),
    drops: z.number().int().nonnegative(),
  }),
  /** Set while the database is only read: nothing is recorded and nothing can be changed. */
  storeProblem: storeProblemSchema.nullable(),
  /** Requests that were not recorded, because the database did not take them. */
  unrecordedRequests: z.number().int().nonnegative(),
  /** Null: Auto. */
  pinnedChannel: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** In the order they are tried. */
  channels: z.array(channelSummarySchema),
  /** What is stored and not used, because it is not valid. Removing it is the way out. */
  unreadable: z.array(unreadableRowSchema),
  /** Files of the user that were left out when they were last called, and why. */
  userFileProblems: z.array(
    z.object({
      path: z.string(),
      message: z.string(),
      /** Milliseconds since the epoch. */
      at: z.number(),
    }),
  ),
  /** Since local midnight. */
  today: z.object({
    requests: z.number().int().nonnegative(),
    failed: z.number().int().nonnegative(),
    inputTokens: z.number().nonnegative(),
    outputTokens: z.number().nonnegative(),
  }),
});
export type SystemStatus = z.infer<typeof systemStatusSchema>;

const stateSchema = z.object({ state: systemStateSchema });

export const systemContract = {
  status: procedure
    .route({ method: 'GET', path: '/status', summary: 'What runs, and what is wrong' })
    .output(systemStatusSchema),
  events: procedure
    .route({
      method: 'GET',
      path: '/events',
      summary: 'What happens from now on, as server-sent events',
    })
    .output(eventIterator(routexEventSchema)),
  pause: procedure
    .route({
      method: 'POST',
      path: '/system/pause',
      summary: 'Refuse new requests of clients',
      description: 'Running requests finish. It lasts until `resume` or the next start.',
    })
    .output(stateSchema),
  resume: procedure
    .route({ method: 'POST', path: '/system/resume', summary: 'Take requests of clients again' })
    .output(stateSchema),
  stop: procedure
    .route({
      method: 'POST',
      path: '/system/stop',
      summary: 'Let running requests finish, then end the process',
      description: 'The answer comes before the stop begins.',
    })
    .input(
      z
        .object({
          /** How long running requests may still run; by default `timeouts.drainMs`. */
          drainMs: z.number().int().min(0).max(3_600_000).optional(),
        })
        .prefault({}),
    )
    .output(stateSchema),
  createDashboardLink: procedure
    .route({
      method: 'POST',
      path: '/system/dashboard-links',
      successStatus: 201,
      summary: 'A link that signs a browser in to the dashboard, once',
    })
    .output(
      z.object({
        url: z.string(),
        /** Milliseconds since the epoch. */
        expiresAt: z.number().int(),
      }),
    ),
};
