import type { Migration } from './migration';

/**
 * What is filtered or added up is a column; lists and maps that are only ever read whole are JSON text.
 *
 * Requests and attempts name channels without a foreign key: history outlives the channel.
 * Points in time and durations of requests are REAL because the monotonic clock counts in fractions.
 */
export const initial: Migration = {
  version: 1,
  sql: `
    CREATE TABLE channels (
      id            TEXT    NOT NULL PRIMARY KEY,
      revision      INTEGER NOT NULL,
      name          TEXT    NOT NULL,
      provider      TEXT    NOT NULL,
      protocol      TEXT    NOT NULL,
      base_url      TEXT    NOT NULL,
      auth_style    TEXT    NOT NULL,
      models        TEXT    NOT NULL,
      model_mapping TEXT    NOT NULL,
      default_model TEXT,
      priority      INTEGER NOT NULL,
      weight        REAL    NOT NULL,
      enabled       INTEGER NOT NULL,
      profile       TEXT    NOT NULL,
      created_at    INTEGER NOT NULL,
      updated_at    INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE credentials (
      id         TEXT    NOT NULL PRIMARY KEY,
      channel_id TEXT    NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
      position   INTEGER NOT NULL,
      kind       TEXT    NOT NULL,
      label      TEXT,
      enabled    INTEGER NOT NULL,
      last4      TEXT,
      sealed     TEXT,
      UNIQUE (channel_id, position)
    ) STRICT;

    CREATE TABLE gateway_tokens (
      id         TEXT    NOT NULL PRIMARY KEY,
      name       TEXT    NOT NULL,
      enabled    INTEGER NOT NULL,
      last4      TEXT    NOT NULL,
      sha256     TEXT    NOT NULL UNIQUE,
      sealed     TEXT    NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE requests (
      id                   TEXT    NOT NULL PRIMARY KEY,
      started_at           REAL    NOT NULL,
      protocol             TEXT    NOT NULL,
      operation            TEXT    NOT NULL,
      stream               INTEGER NOT NULL,
      client               TEXT    NOT NULL,
      client_version       TEXT,
      session_id           TEXT,
      session_source       TEXT,
      gateway_token_id     TEXT,
      model                TEXT    NOT NULL,
      channel_id           TEXT,
      upstream_model       TEXT,
      outcome              TEXT    NOT NULL,
      status               INTEGER NOT NULL,
      failure_kind         TEXT,
      failure_message      TEXT,
      stop_reason          TEXT,
      usage_input          INTEGER,
      usage_output         INTEGER,
      usage_cache_read     INTEGER,
      usage_cache_write_5m INTEGER,
      usage_cache_write_1h INTEGER,
      usage_reasoning      INTEGER,
      usage_estimated      INTEGER,
      tokens_per_second    REAL,
      request_bytes        INTEGER NOT NULL,
      response_bytes       INTEGER NOT NULL,
      queue_ms             REAL,
      first_token_ms       REAL,
      total_ms             REAL    NOT NULL,
      warnings             TEXT    NOT NULL
    ) STRICT;

    CREATE INDEX requests_by_time ON requests (started_at);
    CREATE INDEX requests_by_channel ON requests (channel_id, started_at);

    CREATE TABLE attempts (
      request_id          TEXT    NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
      position            INTEGER NOT NULL,
      channel_id          TEXT    NOT NULL,
      channel_name        TEXT    NOT NULL,
      credential_id       TEXT,
      upstream_model      TEXT    NOT NULL,
      reason              TEXT    NOT NULL,
      started_at          REAL    NOT NULL,
      outcome             TEXT    NOT NULL,
      status              INTEGER,
      failure_kind        TEXT,
      failure_message     TEXT,
      upstream_request_id TEXT,
      connect_ms          REAL,
      first_byte_ms       REAL,
      first_token_ms      REAL,
      end_ms              REAL,
      PRIMARY KEY (request_id, position)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX attempts_by_channel ON attempts (channel_id, started_at);
  `,
};
