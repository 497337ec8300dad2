import type { Migration } from './migration';

/**
 * Sums of finished requests, so that a year of them is added up in the time of a screen. They are written from the requests
 * some time after these (`rollups/advance-rollups.ts`); `rollup_edge` tells up to which row. The indexes serve the filters of
 * the request list, newest first; those that few requests have a value for leave the others out.
 */
export const rollups: Migration = {
  version: 9,
  sql: `
    CREATE TABLE rollups (
      width_ms           INTEGER NOT NULL,
      -- Whose: 'all', of a 'channel', a 'model', a 'client', or of 'each' of the three; what is not said is empty.
      scope              TEXT    NOT NULL,
      start              INTEGER NOT NULL,
      channel_id         TEXT    NOT NULL,
      model              TEXT    NOT NULL,
      client             TEXT    NOT NULL,
      requests           INTEGER NOT NULL,
      success            INTEGER NOT NULL,
      failed             INTEGER NOT NULL,
      refused            INTEGER NOT NULL,
      cancelled          INTEGER NOT NULL,
      failed_over        INTEGER NOT NULL,
      input_tokens       INTEGER NOT NULL,
      output_tokens      INTEGER NOT NULL,
      cache_read_tokens  INTEGER NOT NULL,
      cache_write_tokens INTEGER NOT NULL,
      reasoning_tokens   INTEGER NOT NULL,
      cost_micro_usd     INTEGER NOT NULL,
      unpriced           INTEGER NOT NULL,
      speeds             INTEGER NOT NULL,
      speed_sum          REAL    NOT NULL,
      -- JSON: kind of failure to number of requests.
      failures           TEXT    NOT NULL,
      -- Histograms of the successful ones.
      total_ms           BLOB    NOT NULL,
      first_token_ms     BLOB    NOT NULL,
      PRIMARY KEY (width_ms, scope, start, channel_id, model, client)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE rollup_edge (
      only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
      -- Number and id of the last request that is in the sums.
      row      INTEGER NOT NULL,
      id       TEXT    NOT NULL
    ) STRICT;

    CREATE INDEX requests_by_model ON requests (model, started_at, id);
    CREATE INDEX requests_by_client ON requests (client, started_at, id);
    CREATE INDEX requests_by_protocol ON requests (protocol, started_at, id);
    CREATE INDEX requests_by_session ON requests (session_id, started_at, id) WHERE session_id IS NOT NULL;
    CREATE INDEX requests_by_project ON requests (project, started_at, id) WHERE project IS NOT NULL;
    CREATE INDEX requests_by_token ON requests (gateway_token_id, started_at, id) WHERE gateway_token_id IS NOT NULL;
    CREATE INDEX requests_by_failure ON requests (started_at, id, outcome, failure_kind, failure_message)
      WHERE outcome <> 'success';
  `,
};
