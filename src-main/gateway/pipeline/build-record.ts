import { calculateCost } from '#shared/domain/calculate-cost';
import type { ErrorKind } from '#shared/domain/error-kind';
import type { Outcome, RequestRecord, RequestRoute } from '#shared/domain/request-record';
import type { Usage } from '#shared/domain/usage';
import type { GatewayConfig, GatewayTokenEntry } from '../ports';
import type { RequestScope } from '../server/select-scope';
import type { ClientResponse } from './client-response';
import type { ClientDescription } from './describe-client';
import type { PreparedRequest } from './build-call';
import type { AnswerFacts } from './receiver';
import type { PlanResult } from './run-plan';

/** What nginx made the usual status for a client that left first. */
const CLIENT_LEFT_STATUS = 499;

export interface RecordInput {
  readonly requestId: string;
  readonly startedAt: number;
  /** The snapshot the request began with. */
  readonly config: Pick<GatewayConfig, 'channels' | 'prices'>;
  readonly token: GatewayTokenEntry;
  readonly scope: Pick<RequestScope, 'project' | 'projectSource'>;
  readonly clientDescription: ClientDescription;
  readonly prepared: Pick<PreparedRequest, 'endpoint' | 'model' | 'stream'> & {
    readonly body: { length: number };
  };
  readonly client: ClientResponse;
  /** Null: it was not planned. */
  readonly route: RequestRoute | null;
  /** From the request's first byte to the first upstream call; null when none was made. */
  readonly queueMs: number | null;
  readonly totalMs: number;
  /** What conversions lost. */
  readonly warnings: readonly string[];
  readonly result: PlanResult | null;
  /** Set when Routex refused the request itself. */
  readonly refusal: { readonly kind: ErrorKind; readonly message: string } | null;
}

export function buildRecord(input: RecordInput): RequestRecord {
  const { result, prepared, client, queueMs, refusal } = input;
  const attempts = result?.attempts ?? [];
  const last = attempts.at(-1);
  const settlement = result?.settlement ?? null;
  const facts = settlement !== null && 'facts' in settlement ? settlement.facts : null;
  const complete = settlement?.type === 'complete';
  const usage = readUsage(facts, complete);
  return {
    id: input.requestId,
    startedAt: input.startedAt,
    protocol: prepared.endpoint.protocol,
    operation: prepared.endpoint.operation,
    stream: prepared.stream,
    client: input.clientDescription.kind,
    clientVersion: input.clientDescription.version,
    sessionId: input.clientDescription.sessionId,
    sessionSource: input.clientDescription.sessionSource,
    project: input.scope.project,
    projectSource: input.scope.projectSource,
    gatewayTokenId: input.token.id,
    model: prepared.model,
    route: input.route,
    channelId: last?.channelId ?? null,
    upstreamModel: last?.upstreamModel ?? null,
    outcome: outcomeOf(input),
    status: client.status ?? CLIENT_LEFT_STATUS,
    failure: refusal ?? failureOf(result),
    stopReason: facts?.stopReason ?? null,
    usage,
    cost: costOf(input.config, usage, last),
    tokensPerSecond: prepared.stream && complete ? tokensPerSecond(usage, last?.timings ?? null) : null,
    requestBytes: prepared.body.length,
    responseBytes: client.bytes,
    queueMs,
    firstTokenMs: firstTokenMs(input),
    totalMs: input.totalMs,
    warnings: [...input.warnings],
    attempts: [...attempts],
  };
}

/** The final count comes with the end of an answer; before it, what was told is a lower bound. */
function readUsage(facts: AnswerFacts | null, complete: boolean): Usage | null {
  const usage = facts?.usage ?? null;
  return usage !== null && !complete ? { ...usage, estimated: true } : usage;
}

/** A channel that is gone from the snapshot cannot have been called. */
function costOf(
  { channels, prices }: RecordInput['config'],
  usage: Usage | null,
  last: { readonly channelId: string; readonly upstreamModel: string } | undefined,
): RequestRecord['cost'] {
  const channel = channels.find(({ id }) => id === last?.channelId);
  if (prices === undefined || channel === undefined || last === undefined) return null;
  const { provider, priceMultiplier: multiplier } = channel;
  return calculateCost(prices, usage, { model: last.upstreamModel, provider, multiplier });
}

function outcomeOf({ result, refusal }: RecordInput): Outcome {
  if (refusal !== null) return refusal.kind === 'cancelled' ? 'cancelled' : 'refused';
  switch (result?.settlement.type) {
    case 'complete':
      return 'success';
    case 'cancelled':
      return 'cancelled';
    case 'broken':
    case 'failed':
    // Followed by another attempt, or by an error.
    case 'paused':
    case undefined:
      return 'failed';
  }
}

function failureOf(result: PlanResult | null): RequestRecord['failure'] {
  const settlement = result?.settlement;
  if (settlement?.type !== 'broken' && settlement?.type !== 'failed') return null;
  return { kind: settlement.error.kind, message: settlement.error.message };
}

/** Since the request began, across failed attempts: what the person in front of the agent waited. */
function firstTokenMs({ result, startedAt }: RecordInput): number | null {
  const last = result?.attempts.at(-1);
  if (last === undefined || last.timings.firstTokenMs === null) return null;
  return last.startedAt - startedAt + last.timings.firstTokenMs;
}

/** Output tokens per second from the first token to the end: the model's own speed, without queue and thinking time. */
function tokensPerSecond(
  usage: Usage | null,
  timings: { readonly firstTokenMs: number | null; readonly endMs: number | null } | null,
): number | null {
  if (usage === null || usage.output === 0 || timings?.firstTokenMs == null || timings.endMs === null)
    return null;
  const windowMs = timings.endMs - timings.firstTokenMs;
  return windowMs > 0 ? (usage.output * 1000) / windowMs : null;
}
