import * as z from 'zod';
import { errorKindSchema } from './error-kind';
import { requestCostSchema } from './model-price';
import { protocolIdSchema } from './protocol';
import { routingPresetSchema } from './routing-presets';
import { usageSchema } from './usage';

/** What the client asked the gateway to do. */
export const OPERATIONS = ['generate', 'count_tokens', 'compact'] as const;
export const operationSchema = z.enum(OPERATIONS);
export type Operation = z.infer<typeof operationSchema>;

export const CLIENT_KINDS = ['claude-code', 'codex', 'gemini-cli', 'opencode', 'sdk', 'other'] as const;
export const clientKindSchema = z.enum(CLIENT_KINDS);
export type ClientKind = z.infer<typeof clientKindSchema>;

/**
 * - `success`: the answer was complete, up to its protocol's terminal event
 * - `failed`: no channel gave a complete answer
 * - `refused`: Routex answered without calling an upstream
 * - `cancelled`: the client left first
 */
export const OUTCOMES = ['success', 'failed', 'refused', 'cancelled'] as const;
export const outcomeSchema = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof outcomeSchema>;

/** Who may have decided where a request goes first: the pin, the custom router, a tag in its prompt, a rule. */
export const ROUTE_DECISIONS = ['pin', 'router', 'tag', 'rule'] as const;
export const routeDecisionSchema = z.enum(ROUTE_DECISIONS);
export type RouteDecision = z.infer<typeof routeDecisionSchema>;

export const requestRouteSchema = z.object({
  /** Null: nobody; the order is that of priorities, conversations and strategies. */
  by: routeDecisionSchema.nullable(),
  /** The rule that was followed. */
  ruleId: z.string().nullable(),
  /** What Routex has done by itself. */
  presets: z.array(routingPresetSchema),
});
export type RequestRoute = z.infer<typeof requestRouteSchema>;

/** Milliseconds since the request (or attempt) began; null: that point was never reached. */
const elapsedMs = z.number().nonnegative().nullable();

export const attemptTimingsSchema = z.object({
  /** Connection ready: zero on a reused one. */
  connectMs: elapsedMs,
  /** Response headers received. */
  firstByteMs: elapsedMs,
  /** First content event, or the whole body of a non-streaming answer. */
  firstTokenMs: elapsedMs,
  endMs: elapsedMs,
});
export type AttemptTimings = z.infer<typeof attemptTimingsSchema>;

export const failureSchema = z.object({ kind: errorKindSchema, message: z.string() });
export type Failure = z.infer<typeof failureSchema>;

export const attemptSchema = z.object({
  channelId: z.string(),
  channelName: z.string(),
  credentialId: z.string().nullable(),
  upstreamModel: z.string(),
  /** Why the plan held this target. */
  reason: z.string(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  outcome: z.enum(['success', 'failed', 'cancelled']),
  /** Upstream's HTTP status; null when none arrived. */
  status: z.number().int().nullable(),
  failure: failureSchema.nullable(),
  upstreamRequestId: z.string().nullable(),
  timings: attemptTimingsSchema,
});
export type Attempt = z.infer<typeof attemptSchema>;

export const requestRecordSchema = z.object({
  id: z.string(),
  startedAt: z.number(),
  protocol: protocolIdSchema,
  operation: operationSchema,
  stream: z.boolean(),
  client: clientKindSchema,
  clientVersion: z.string().nullable(),
  sessionId: z.string().nullable(),
  /** The fact the session was recognised by, such as `header:x-claude-code-session-id`. */
  sessionSource: z.string().nullable(),
  project: z.string().nullable(),
  /** The fact the project was recognised by. */
  projectSource: z.enum(['token', 'url', 'prompt']).nullable(),
  gatewayTokenId: z.string().nullable(),
  model: z.string(),
  /** Null: there is nothing to say of it, or it was refused before it was planned. */
  route: requestRouteSchema.nullable(),
  /** Channel and upstream model that answered last; null when no attempt was made. */
  channelId: z.string().nullable(),
  upstreamModel: z.string().nullable(),
  outcome: outcomeSchema,
  /** HTTP status sent to the client; 499 when the client left before one was sent. */
  status: z.number().int(),
  failure: failureSchema.nullable(),
  stopReason: z.string().nullable(),
  usage: usageSchema.nullable(),
  /** By the prices of the moment it ended; null: unknown. Of what was answered last: providers tell no usage of failed attempts. */
  cost: requestCostSchema.nullable(),
  /** Output tokens per second between the first token and the end; null unless a streamed answer is complete. */
  tokensPerSecond: z.number().nonnegative().nullable(),
  requestBytes: z.number().int().nonnegative(),
  responseBytes: z.number().int().nonnegative(),
  /** From the first byte of the request to the first upstream call: receiving, describing, planning. */
  queueMs: elapsedMs,
  firstTokenMs: elapsedMs,
  totalMs: z.number().nonnegative(),
  warnings: z.array(z.string()),
  attempts: z.array(attemptSchema),
});
export type RequestRecord = z.infer<typeof requestRecordSchema>;
