import type { ErrorKind } from '#shared/domain/error-kind';
import type { Attempt, Failure, RequestRecord, RequestRoute } from '#shared/domain/request-record';
import type { Usage } from '#shared/domain/usage';
import { convertFromBoolean, convertToBoolean } from '#main/store/row-values';

/** Rows of `requests` are written by Routex alone and only shown, so they are not parsed again. */
export interface RequestRow {
  id: string;
  started_at: number;
  protocol: RequestRecord['protocol'];
  operation: RequestRecord['operation'];
  stream: number;
  client: RequestRecord['client'];
  client_version: string | null;
  session_id: string | null;
  session_source: string | null;
  project: string | null;
  project_source: RequestRecord['projectSource'];
  gateway_token_id: string | null;
  model: string;
  /** JSON; null: nothing but the order decided, or it was not planned. */
  route: string | null;
  channel_id: string | null;
  upstream_model: string | null;
  outcome: RequestRecord['outcome'];
  status: number;
  failure_kind: ErrorKind | null;
  failure_message: string | null;
  stop_reason: string | null;
  usage_input: number | null;
  usage_output: number | null;
  usage_cache_read: number | null;
  usage_cache_write_5m: number | null;
  usage_cache_write_1h: number | null;
  usage_reasoning: number | null;
  usage_estimated: number | null;
  /** Millionths of a US dollar; null: unknown. */
  cost_micro_usd: number | null;
  cost_source: 'user' | 'list' | null;
  tokens_per_second: number | null;
  request_bytes: number;
  response_bytes: number;
  queue_ms: number | null;
  first_token_ms: number | null;
  total_ms: number;
  warnings: string;
  /** Kept beside the attempts, so that a million requests can be added up without looking at theirs. */
  failed_attempts: number;
  /** JSON: attempts are only ever read with their request, and a table of theirs would cost as much again as this one. */
  attempts: string;
}

/** In the order they are bound: by place a row is bound in half the time it takes by name. */
export const REQUEST_COLUMNS = [
  'id',
  'started_at',
  'protocol',
  'operation',
  'stream',
  'client',
  'client_version',
  'session_id',
  'session_source',
  'project',
  'project_source',
  'gateway_token_id',
  'model',
  'route',
  'channel_id',
  'upstream_model',
  'outcome',
  'status',
  'failure_kind',
  'failure_message',
  'stop_reason',
  'usage_input',
  'usage_output',
  'usage_cache_read',
  'usage_cache_write_5m',
  'usage_cache_write_1h',
  'usage_reasoning',
  'usage_estimated',
  'cost_micro_usd',
  'cost_source',
  'tokens_per_second',
  'request_bytes',
  'response_bytes',
  'queue_ms',
  'first_token_ms',
  'total_ms',
  'warnings',
  'failed_attempts',
  'attempts',
] as const satisfies readonly (keyof RequestRow)[];

export function convertToRequestRow(record: RequestRecord): RequestRow {
  return {
    id: record.id,
    started_at: record.startedAt,
    protocol: record.protocol,
    operation: record.operation,
    stream: convertFromBoolean(record.stream),
    client: record.client,
    client_version: record.clientVersion,
    session_id: record.sessionId,
    session_source: record.sessionSource,
    project: record.project,
    project_source: record.projectSource,
    gateway_token_id: record.gatewayTokenId,
    model: record.model,
    route: record.route === null ? null : JSON.stringify(record.route),
    channel_id: record.channelId,
    upstream_model: record.upstreamModel,
    outcome: record.outcome,
    status: record.status,
    ...convertToFailureColumns(record.failure),
    stop_reason: record.stopReason,
    ...convertToUsageColumns(record.usage),
    cost_micro_usd: record.cost?.microUsd ?? null,
    cost_source: record.cost?.source ?? null,
    tokens_per_second: record.tokensPerSecond,
    request_bytes: record.requestBytes,
    response_bytes: record.responseBytes,
    queue_ms: record.queueMs,
    first_token_ms: record.firstTokenMs,
    total_ms: record.totalMs,
    warnings: JSON.stringify(record.warnings),
    failed_attempts: record.attempts.filter(({ outcome }) => outcome === 'failed').length,
    attempts: JSON.stringify(record.attempts),
  };
}

export function convertFromRequestRow(row: RequestRow): RequestRecord {
  return {
    id: row.id,
    startedAt: row.started_at,
    protocol: row.protocol,
    operation: row.operation,
    stream: convertToBoolean(row.stream),
    client: row.client,
    clientVersion: row.client_version,
    sessionId: row.session_id,
    sessionSource: row.session_source,
    project: row.project,
    projectSource: row.project_source,
    gatewayTokenId: row.gateway_token_id,
    model: row.model,
    route: row.route === null ? null : (JSON.parse(row.route) as RequestRoute),
    channelId: row.channel_id,
    upstreamModel: row.upstream_model,
    outcome: row.outcome,
    status: row.status,
    failure: convertToFailure(row),
    stopReason: row.stop_reason,
    usage: convertToUsage(row),
    cost: convertToCost(row),
    tokensPerSecond: row.tokens_per_second,
    requestBytes: row.request_bytes,
    responseBytes: row.response_bytes,
    queueMs: row.queue_ms,
    firstTokenMs: row.first_token_ms,
    totalMs: row.total_ms,
    warnings: JSON.parse(row.warnings) as string[],
    attempts: JSON.parse(row.attempts) as Attempt[],
  };
}

type FailureColumns = Pick<RequestRow, 'failure_kind' | 'failure_message'>;

function convertToFailureColumns(failure: Failure | null): FailureColumns {
  return { failure_kind: failure?.kind ?? null, failure_message: failure?.message ?? null };
}

function convertToFailure(row: FailureColumns): Failure | null {
  return row.failure_kind === null ? null : { kind: row.failure_kind, message: row.failure_message ?? '' };
}

type CostColumns = Pick<RequestRow, 'cost_micro_usd' | 'cost_source'>;

function convertToCost({ cost_micro_usd, cost_source }: CostColumns): RequestRecord['cost'] {
  return cost_micro_usd === null || cost_source === null
    ? null
    : { microUsd: cost_micro_usd, source: cost_source };
}

type UsageColumns = Pick<
  RequestRow,
  | 'usage_input'
  | 'usage_output'
  | 'usage_cache_read'
  | 'usage_cache_write_5m'
  | 'usage_cache_write_1h'
  | 'usage_reasoning'
  | 'usage_estimated'
>;

function convertToUsageColumns(usage: Usage | null): UsageColumns {
  return {
    usage_input: usage?.input ?? null,
    usage_output: usage?.output ?? null,
    usage_cache_read: usage?.cacheRead ?? null,
    usage_cache_write_5m: usage?.cacheWrite5m ?? null,
    usage_cache_write_1h: usage?.cacheWrite1h ?? null,
    usage_reasoning: usage?.reasoning ?? null,
    usage_estimated: usage?.estimated === undefined ? null : convertFromBoolean(usage.estimated),
  };
}

function convertToUsage(row: UsageColumns): Usage | null {
  if (row.usage_input === null) return null;
  return {
    input: row.usage_input,
    output: row.usage_output ?? 0,
    cacheRead: row.usage_cache_read ?? 0,
    cacheWrite5m: row.usage_cache_write_5m ?? 0,
    cacheWrite1h: row.usage_cache_write_1h ?? 0,
    reasoning: row.usage_reasoning ?? 0,
    ...(row.usage_estimated === null ? {} : { estimated: convertToBoolean(row.usage_estimated) }),
  };
}
