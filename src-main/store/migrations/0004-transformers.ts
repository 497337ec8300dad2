import type { Migration } from './migration';

/** What a channel changes in requests and answers, as JSON; NULL for the many that change nothing. */
export const transformers: Migration = {
  version: 4,
  sql: `ALTER TABLE channels ADD COLUMN transformers TEXT;`,
};
