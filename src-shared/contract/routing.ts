import * as z from 'zod';
import { channelGroupSchema, MAX_RULES, routeRuleSchema, scenarioSchema } from '#shared/domain/routing-table';
import { routingPresetSchema } from '#shared/domain/routing-presets';
import { clientKindSchema, routeDecisionSchema } from '#shared/domain/request-record';
import { protocolIdSchema } from '#shared/domain/protocol';
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
      /** Requests that have followed it. */
      hits: z.number().int().nonnegative(),
      /** Why it cannot be followed as it is: its channels are gone, for instance. */
      warning: z.string().nullable(),
    }),
  ),
  groups,
  /** What Routex does by itself; each is switched by `presets` of the settings. */
  presets: z.array(
    z.object({ id: routingPresetSchema, enabled: z.boolean(), hits: z.number().int().nonnegative() }),
  ),
  /** Stored rules and groups that are not valid; the next save removes them. */
  unreadable: z.array(z.object({ id: z.string(), name: z.string().nullable(), reason: z.string() })),
});
export type RoutingTableView = z.infer<typeof tableViewSchema>;

/** A request as its client sends it. */
const explainedRequestSchema = z.object({
  protocol: protocolIdSchema,
  /** As the client names it. */
  model: z.string().trim().min(1).max(200),
  headers: z.record(z.string().toLowerCase(), z.string()).default({}),
  project: z.string().trim().min(1).max(80).nullable().default(null),
  body: z.record(z.string(), z.unknown()),
});
export type ExplainedRequest = z.infer<typeof explainedRequestSchema>;

const ruleName = { id: z.string(), name: z.string() };
export const routeExplanationSchema = z.object({
  /** What rules find out about it. */
  facts: z.object({
    client: clientKindSchema,
    sessionId: z.string().nullable(),
    project: z.string().nullable(),
    /** An estimate. */
    tokens: z.number().int().nonnegative(),
    tools: z.array(z.string()),
    scenarios: z.array(scenarioSchema),
  }),
  /** Who decides; null: nobody, the order is that of priorities, conversations and strategies. */
  by: routeDecisionSchema.nullable(),
  /** The rule that is followed; null when none is. */
  ruleId: z.string().nullable(),
  /** What Routex does by itself. */
  presets: z.array(routingPresetSchema),
  /** Those that were looked at, in order. */
  rules: z.array(
    z.discriminatedUnion('type', [
      /** `field` is the first condition that does not fit. */
      z.object({ ...ruleName, type: z.literal('unfit'), field: z.string() }),
      z.object({ ...ruleName, type: z.literal('inert'), reason: z.string() }),
      z.object({ ...ruleName, type: z.literal('followed') }),
    ]),
  ),
  /** In the order they would be asked now. */
  targets: z.array(
    z.object({
      channelId: z.string(),
      channelName: z.string(),
      upstreamModel: z.string(),
      reason: z.string(),
      /** For how long it should be left alone; 0: it can be asked. */
      waitMs: z.number().nonnegative(),
      /** What the estimated tokens of the request would cost there, in millionths of a US dollar and without the answer; null: unknown. */
      inputMicroUsd: z.number().nonnegative().nullable(),
    }),
  ),
  warnings: z.array(z.string()),
  /** What the client would be told where nothing can answer; null when something can. */
  refusal: z.string().nullable(),
});
export type RouteExplanation = z.infer<typeof routeExplanationSchema>;

export const routingContract = {
  explain: procedure
    .route({
      method: 'POST',
      path: '/routing/explain',
      summary: 'Show how a request would be planned, without sending it',
      description:
        'As of this moment: a custom router is asked, and turns, conversations and cooldowns are looked at without changing them.',
    })
    .input(explainedRequestSchema)
    .output(routeExplanationSchema),
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
