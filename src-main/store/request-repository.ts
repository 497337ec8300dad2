import type { Database } from 'better-sqlite3';
import type { RequestRecord } from '#shared/domain/request-record';
import { attachAttempts } from './load-requests';
import { convertToAttemptRow, convertToRequestRow, type AttemptRow, type RequestRow } from './request-row';
import type { RequestRepository } from './types';

type Totals = ReturnType<RequestRepository['totals']>;

export function createRequestRepository(database: Database): RequestRepository {
  // Not INSERT OR IGNORE: that would also swallow a record with a column missing.
  const insertRequest = database.prepare<RequestRow>(
    `INSERT INTO requests (
       id, started_at, protocol, operation, stream, client, client_version, session_id, session_source,
       gateway_token_id, model, channel_id, upstream_model, outcome, status, failure_kind, failure_message,
       stop_reason, usage_input, usage_output, usage_cache_read, usage_cache_write_5m, usage_cache_write_1h,
       usage_reasoning, usage_estimated, tokens_per_second, request_bytes, response_bytes, queue_ms,
       first_token_ms, total_ms, warnings, failed_attempts
     ) VALUES (
       @id, @started_at, @protocol, @operation, @stream, @client, @client_version, @session_id, @session_source,
       @gateway_token_id, @model, @channel_id, @upstream_model, @outcome, @status, @failure_kind, @failure_message,
       @stop_reason, @usage_input, @usage_output, @usage_cache_read, @usage_cache_write_5m, @usage_cache_write_1h,
       @usage_reasoning, @usage_estimated, @tokens_per_second, @request_bytes, @response_bytes, @queue_ms,
       @first_token_ms, @total_ms, @warnings, @failed_attempts
     ) ON CONFLICT (id) DO NOTHING`,
  );
  const insertAttempt = database.prepare<AttemptRow>(
    `INSERT INTO attempts (
       request_id, position, channel_id, channel_name, credential_id, upstream_model, reason, started_at, outcome,
       status, failure_kind, failure_message, upstream_request_id, connect_ms, first_byte_ms, first_token_ms, end_ms
     ) VALUES (
       @request_id, @position, @channel_id, @channel_name, @credential_id, @upstream_model, @reason, @started_at,
       @outcome, @status, @failure_kind, @failure_message, @upstream_request_id, @connect_ms, @first_byte_ms,
       @first_token_ms, @end_ms
     )`,
  );
  const selectOne = database.prepare<[string], RequestRow>('SELECT * FROM requests WHERE id = ?');
  const selectTotals = database.prepare<[number], Totals>(
    `SELECT count(*)                                        AS requests,
            count(*) FILTER (WHERE outcome = 'failed')      AS failed,
            coalesce(sum(usage_input), 0)                   AS inputTokens,
            coalesce(sum(usage_output), 0)                  AS outputTokens
     FROM requests
     WHERE started_at >= ? AND operation = 'generate'`,
  );

  const insertMany = database.transaction((records: readonly RequestRecord[]) => {
    for (const record of records) {
      if (insertRequest.run(convertToRequestRow(record)).changes === 0) continue;
      for (const [position, attempt] of record.attempts.entries())
        insertAttempt.run(convertToAttemptRow(attempt, record.id, position));
    }
  });

  return {
    insertMany: (records) => insertMany.immediate(records),
    get(id) {
      const row = selectOne.get(id);
      return row === undefined ? null : (attachAttempts(database, [row])[0] ?? null);
    },
    totals: (since) => selectTotals.get(since) ?? { requests: 0, failed: 0, inputTokens: 0, outputTokens: 0 },
  };
}
