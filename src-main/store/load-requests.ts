import type { Database } from 'better-sqlite3';
import type { RequestFilter } from '#shared/contract/requests';
import type { RequestRecord } from '#shared/domain/request-record';
import { convertFromRequestRow, type RequestRow } from '#main/store/request-row';

/** A place in the list, newest first. Requests of one millisecond are ordered by id. */
export interface RequestPosition {
  readonly startedAt: number;
  readonly id: string;
}

/** Members of the filter that are undefined do not restrict. */
export interface RequestListCall {
  readonly filter: RequestFilter;
  /** Only what comes after this place. */
  readonly after: RequestPosition | null;
  readonly limit: number;
}

const CONDITIONS: Readonly<Record<keyof RequestFilter, string>> = {
  from: 'started_at >= @from',
  to: 'started_at < @to',
  channelId: 'channel_id = @channelId',
  model: 'model = @model',
  protocol: 'protocol = @protocol',
  client: 'client = @client',
  sessionId: 'session_id = @sessionId',
  project: 'project = @project',
  gatewayTokenId: 'gateway_token_id = @gatewayTokenId',
  outcome: 'outcome = @outcome',
  failureKind: 'failure_kind = @failureKind',
};

/** Requests with their attempts, newest first. */
export function loadRequests(database: Database, { filter, after, limit }: RequestListCall): RequestRecord[] {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  const conditions = given.map(([name]) => CONDITIONS[name as keyof RequestFilter]);
  if (after !== null) conditions.push('(started_at, id) < (@afterStartedAt, @afterId)');
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const rows = database
    .prepare<object, RequestRow>(
      `SELECT * FROM requests ${where} ORDER BY started_at DESC, id DESC LIMIT @limit`,
    )
    .all({
      ...Object.fromEntries(given),
      ...(after === null ? {} : { afterStartedAt: after.startedAt, afterId: after.id }),
      limit,
    });
  return rows.map(convertFromRequestRow);
}
