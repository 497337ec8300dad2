import type { Migration } from './migration';

/**
 * Edits of gateway tokens name the revision they were made from. Dashboard sessions outlive a restart; only a digest of
 * each session's secret is kept. Pages of the request list are cut by time and id together. A request's attempts
 * are kept with it as JSON, which halves the cost of recording one, and how many of them failed beside it, which is what
 * figures are made of.
 */
export const adminAccess: Migration = {
  version: 2,
  sql: `
    ALTER TABLE gateway_tokens ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE gateway_tokens ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
    UPDATE gateway_tokens SET updated_at = created_at;

    CREATE TABLE dashboard_sessions (
      sha256     TEXT    NOT NULL PRIMARY KEY,
      created_at INTEGER NOT NULL,
      seen_at    INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    DROP INDEX requests_by_time;
    CREATE INDEX requests_by_time ON requests (started_at, id);
    DROP INDEX requests_by_channel;
    CREATE INDEX requests_by_channel ON requests (channel_id, started_at, id);

    ALTER TABLE requests ADD COLUMN failed_attempts INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE requests ADD COLUMN attempts TEXT NOT NULL DEFAULT '[]';
    UPDATE requests SET (failed_attempts, attempts) = (
      SELECT count(*) FILTER (WHERE made.outcome = 'failed'),
             json_group_array(json_object(
               'channelId', made.channel_id,
               'channelName', made.channel_name,
               'credentialId', made.credential_id,
               'upstreamModel', made.upstream_model,
               'reason', made.reason,
               'startedAt', made.started_at,
               'outcome', made.outcome,
               'status', made.status,
               'failure', CASE WHEN made.failure_kind IS NULL THEN NULL
                               ELSE json_object('kind', made.failure_kind, 'message', coalesce(made.failure_message, '')) END,
               'upstreamRequestId', made.upstream_request_id,
               'timings', json_object('connectMs', made.connect_ms, 'firstByteMs', made.first_byte_ms,
                                      'firstTokenMs', made.first_token_ms, 'endMs', made.end_ms)
             ) ORDER BY made.position)
      FROM attempts AS made WHERE made.request_id = requests.id
    );
    DROP TABLE attempts;
  `,
};
