import type { Migration } from './migration';

/** What a channel charges of the published price; NULL: all of it. */
export const priceMultiplier: Migration = {
  version: 8,
  sql: 'ALTER TABLE channels ADD COLUMN price_multiplier REAL;',
};
