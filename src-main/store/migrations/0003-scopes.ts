import type { Migration } from './migration';

/** Gateway tokens may be bound to a project, models and channels; requests know their project, and what told it. */
export const scopes: Migration = {
  version: 3,
  sql: `
    ALTER TABLE gateway_tokens ADD COLUMN project TEXT;
    ALTER TABLE gateway_tokens ADD COLUMN models TEXT;
    ALTER TABLE gateway_tokens ADD COLUMN channel_ids TEXT;

    ALTER TABLE requests ADD COLUMN project TEXT;
    ALTER TABLE requests ADD COLUMN project_source TEXT;
  `,
};
