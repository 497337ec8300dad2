import type { Migration } from './migration';

/**
 * What a request cost is fixed when it ends, in millionths of a US dollar: prices that change later do not rewrite history.
 * NULL: unknown.
 */
export const costs: Migration = {
  version: 6,
  sql: `
    ALTER TABLE requests ADD COLUMN cost_micro_usd INTEGER;
    ALTER TABLE requests ADD COLUMN cost_source TEXT;
  `,
};
