import type { Database } from 'better-sqlite3';
import type { ErrorKind } from '#shared/domain/error-kind';
import type { ClientKind } from '#shared/domain/request-record';
import type { SummedRequest } from '#main/store/analytics-sums';

/** Undefined: whatever it is. */
export interface AnalyticsFilter {
  readonly channelId?: string | undefined;
  readonly model?: string | undefined;
  readonly client?: ClientKind | undefined;
}

export interface AnalyticsRow extends SummedRequest {
  readonly startedAt: number;
  readonly channelId: string | null;
  readonly model: string;
  readonly client: ClientKind;
  readonly failureKind: ErrorKind | null;
  readonly totalMs: number;
  readonly firstTokenMs: number | null;
}

/** As the columns of a SELECT from `requests` whose rows are `AnalyticsRow`. */
export function selectAnalyticsColumns(): string {
  return `started_at AS startedAt, channel_id AS channelId, model, client, outcome, failure_kind AS failureKind,
    failed_attempts AS failedAttempts, usage_input AS inputTokens, usage_output AS outputTokens,
    usage_cache_read AS cacheReadTokens, usage_cache_write_5m + usage_cache_write_1h AS cacheWriteTokens,
    usage_reasoning AS reasoningTokens, tokens_per_second AS tokensPerSecond, total_ms AS totalMs,
    first_token_ms AS firstTokenMs, cost_micro_usd AS costMicroUsd`;
}

/**
 * Parameters are named as the filter's members.
 * @param sign a plus keeps SQLite from looking for an index
 */
export function selectFilterConditions(
  { channelId, model, client }: AnalyticsFilter,
  sign: '+' | '' = '',
): string[] {
  return [
    ...(channelId === undefined ? [] : [`${sign}channel_id = @channelId`]),
    ...(model === undefined ? [] : [`${sign}model = @model`]),
    ...(client === undefined ? [] : [`${sign}client = @client`]),
  ];
}

/** The channel's present name, else the one its last attempt was made under; null when nothing names it. */
export function loadChannelNames(database: Database, ids: readonly string[]): (string | null)[] {
  const select = database
    .prepare<{ id: string }, string | null>(
      `SELECT coalesce(
         (SELECT name FROM channels WHERE id = @id),
         (SELECT attempts ->> '$[#-1].channelName' FROM requests WHERE channel_id = @id
          ORDER BY started_at DESC, id DESC LIMIT 1)
       )`,
    )
    .pluck();
  return ids.map((id) => select.get({ id }) ?? null);
}
