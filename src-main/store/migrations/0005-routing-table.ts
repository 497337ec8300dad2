import type { Migration } from './migration';

/** Rules and groups are edited as one table, because what one may say depends on the others: its revision is that of all. */
export const routingTable: Migration = {
  version: 5,
  sql: `
    CREATE TABLE route_rules (
      position   INTEGER NOT NULL PRIMARY KEY,
      id         TEXT    NOT NULL UNIQUE,
      name       TEXT    NOT NULL,
      enabled    INTEGER NOT NULL,
      conditions TEXT    NOT NULL,
      targets    TEXT    NOT NULL,
      only       INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE channel_groups (
      position    INTEGER NOT NULL PRIMARY KEY,
      name        TEXT    NOT NULL,
      channel_ids TEXT    NOT NULL
    ) STRICT;

    CREATE TABLE routing_revision (
      revision INTEGER NOT NULL
    ) STRICT;
    INSERT INTO routing_revision VALUES (1);
  `,
};
