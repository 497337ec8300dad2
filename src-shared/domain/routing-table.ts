import * as z from 'zod';
import { balancingStrategySchema } from './balancing';
import { newIdSchema } from './new-id';
import { protocolIdSchema } from './protocol';
import { clientKindSchema } from './request-record';

/**
 * Kinds of requests that a rule can ask for by name:
 * - `default`: every request
 * - `background`: an agent's own small errands, such as a title
 * - `think`: the model is asked to reason; a disabled `thinking` is not that
 * - `longContext`: at least `longContextTokens`
 * - `webSearch`: the provider is offered its own web search
 * - `image`: an image is part of the conversation
 * - `code`: the user's latest words hold a block of code
 * - `subagent`: an agent that another agent has started
 */
export const SCENARIOS = [
  'default',
  'background',
  'think',
  'longContext',
  'webSearch',
  'image',
  'code',
  'subagent',
] as const;
export const scenarioSchema = z.enum(SCENARIOS);
export type Scenario = z.infer<typeof scenarioSchema>;

export const DEFAULT_LONG_CONTEXT_TOKENS = 60_000;

const MAX_LIST = 100;
const text = z.string().trim().min(1).max(500);
/** One of them has to fit. `*` stands for any characters, none included; case does not matter. */
const patterns = z.array(text).min(1).max(MAX_LIST);
const tokens = z.number().int().min(0).max(1_000_000_000);

/** All that is named has to be so. Without anything, every request fits. */
export const ruleConditionsSchema = z.strictObject({
  scenario: scenarioSchema.optional(),
  /** From how many tokens on, estimated, a request is `longContext`. */
  longContextTokens: tokens.default(DEFAULT_LONG_CONTEXT_TOKENS),
  /** Of the model as the client names it. */
  models: patterns.optional(),
  /** Estimated tokens of the request, both ends included. */
  minTokens: tokens.optional(),
  maxTokens: tokens.optional(),
  /** One of these stands in the user's latest words; case does not matter. */
  keywords: z.array(text).min(1).max(MAX_LIST).optional(),
  /** A regular expression in RE2's syntax that finds something in the user's latest words. */
  pattern: z.string().min(1).max(1000).optional(),
  /** Names of tools, of which the request offers at least one that fits. */
  tools: patterns.optional(),
  /** Whether an image is part of the conversation. */
  images: z.boolean().optional(),
  /** Patterns by header name. Headers that carry a secret cannot be asked for. */
  headers: z.record(z.string().trim().toLowerCase().min(1).max(100), text).optional(),
  projects: patterns.optional(),
  sessions: patterns.optional(),
  clients: z.array(clientKindSchema).min(1).optional(),
  protocols: z.array(protocolIdSchema).min(1).optional(),
});
export type RuleConditions = z.infer<typeof ruleConditionsSchema>;

/** The upstream's name of a model; null leaves it to the channel's own mapping. */
const model = text.nullable().default(null);
export const ruleTargetSchema = z.union([
  z.strictObject({ channelId: text, model }),
  z.strictObject({ group: text, model }),
]);
export type RuleTarget = z.infer<typeof ruleTargetSchema>;

const name = z.string().trim().min(1).max(80);

export const routeRuleSchema = z.strictObject({
  id: newIdSchema('rr'),
  name,
  enabled: z.boolean().default(true),
  when: ruleConditionsSchema.prefault({}),
  /** In the order they are tried. */
  targets: z.array(ruleTargetSchema).min(1).max(MAX_LIST),
  /** Nothing but the targets may answer; otherwise all other channels follow them. */
  only: z.boolean().default(false),
});
export type RouteRule = z.infer<typeof routeRuleSchema>;

/** Channels under one name. */
export const channelGroupSchema = z.strictObject({
  name,
  /** In the order they are tried, as far as the strategy does not decide. */
  channelIds: z.array(text).min(1).max(MAX_LIST),
  /** Who of them is asked first; their priorities do not matter here, and `priority` keeps the group's own order. */
  strategy: balancingStrategySchema.default('priority'),
});
export type ChannelGroup = z.infer<typeof channelGroupSchema>;

export const MAX_RULES = 500;

/** What routing is configured with. The first enabled rule that fits a request, and can serve it, is followed. */
export interface RoutingTable {
  readonly rules: readonly RouteRule[];
  readonly groups: readonly ChannelGroup[];
}

export const EMPTY_ROUTING_TABLE: RoutingTable = { rules: [], groups: [] };
