import * as z from 'zod';
import { channelGroupSchema, MAX_RULES, routeRuleSchema } from '#shared/domain/routing-table';
import { procedure } from './errors';

/** Stands for "no channel is pinned: the plan chooses". No channel may have it as its name. */
export const AUTO = 'auto';

/** Grows by one with each save; an edit names the revision it was made from. */
const revision = z.number().int().positive();
const groups = z.array(channelGroupSchema).max(100);

const tableViewSchema = z.object({
  revision,
  rules: z.array(
    routeRuleSchema.extend({
      /** Requests that have followed it since Routex was started. */
      hits: z.number().int().nonnegative(),
      /** Why it cannot be followed as it is: its channels are gone, for instance. */
      warning: z.string().nullable(),
    }),
  ),
  groups,
  /** Stored rules and groups that are not valid; the next save removes them. */
  unreadable: z.array(z.object({ id: z.string(), name: z.string().nullable(), reason: z.string() })),
});
export type RoutingTableView = z.infer<typeof tableViewSchema>;

export const routingContract = {
  use: procedure
    .route({
      method: 'PUT',
      path: '/routing/active',
      summary: 'Pin the channel that answers next, or let Routex choose',
    })
    .input(z.object({ channel: z.string().min(1).describe('A channel id, or "auto".') }))
    .output(z.object({ pinnedChannelId: z.string().nullable() })),
  table: procedure
    .route({ method: 'GET', path: '/routing/table', summary: 'Rules and groups, in order' })
    .output(tableViewSchema),
  saveTable: procedure
    .route({
      method: 'PUT',
      path: '/routing/table',
      summary: 'Replace all rules and groups',
      description:
        'Rules are looked at in order; the first enabled one that fits a request is followed, unless a channel is pinned.',
    })
    .input(z.object({ revision, rules: z.array(routeRuleSchema).max(MAX_RULES), groups }))
    .output(tableViewSchema),
};
