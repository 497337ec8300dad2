import type { Clock } from '#main/gateway/ports';
import { createChannelRepository } from './channel-repository';
import { createGatewayTokenRepository } from './gateway-token-repository';
import { openDatabase } from './open-database';
import { createRequestRepository } from './request-repository';
import type { Store } from './types';

export interface OpenStoreOptions {
  /** The database file; its folder must exist. */
  readonly path: string;
  /** Where a copy goes before an older database is updated; created when needed. */
  readonly backupsDir: string;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Opens the database, creating or updating it first. Call it only as the owner of the data directory.
 * @throws {StoreError}
 */
export function openStore(options: OpenStoreOptions): Store {
  const database = openDatabase(options);
  return {
    channels: createChannelRepository(database, options.clock),
    gatewayTokens: createGatewayTokenRepository(database, options.clock),
    requests: createRequestRepository(database),
    close: () => {
      database.close();
    },
  };
}
