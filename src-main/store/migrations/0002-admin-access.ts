import type { Migration } from './migration';

/**
 * Edits of gateway tokens name the revision they were made from. Dashboard sessions outlive a restart; only a digest of
 * each session's secret is kept. Pages of the request list are cut by time and id together. How many attempts of a
 * request failed is kept with it: looking at the attempts of each would take longer than all other figures together.
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
    -- Attempts are read with their request only; an index on them costs each request a tenth of its record.
    DROP INDEX attempts_by_channel;
    DROP INDEX requests_by_channel;
    CREATE INDEX requests_by_channel ON requests (channel_id, started_at, id);

    ALTER TABLE requests ADD COLUMN failed_attempts INTEGER NOT NULL DEFAULT 0;
    UPDATE requests SET failed_attempts =
      (SELECT count(*) FROM attempts WHERE request_id = requests.id AND attempts.outcome = 'failed');
  `,
};
