import type { Migration } from './migration';

/**
 * Who decided a request's route, as JSON; NULL where nobody but the order did. Hits of rules and presets are kept apart,
 * because records are removed one day and counts are not. A group has a strategy of its own.
 */
export const routes: Migration = {
  version: 7,
  sql: `
    ALTER TABLE requests ADD COLUMN route TEXT;
    CREATE TABLE route_hits (
      id   TEXT NOT NULL PRIMARY KEY,
      hits INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE channel_groups ADD COLUMN strategy TEXT NOT NULL DEFAULT 'priority';
  `,
};
