import type { Database } from 'better-sqlite3';
import { createChannelRepository } from './channel-repository';
import { createDashboardSessionRepository } from './dashboard-session-repository';
import { createGatewayTokenRepository } from './gateway-token-repository';
import { createRequestRepository } from './request-repository';
import { createRoutingTableRepository } from './routing-table-repository';
import { createStoreConnection, type StoreConnection, type StoreConnectionOptions } from './store-connection';
import type { Store } from './types';

export type OpenStoreOptions = StoreConnectionOptions;

type Repositories = Omit<Store, 'problem' | 'close'>;
type RepositoryName = Exclude<keyof Repositories, 'transaction'>;

/**
 * Opens the database, creating or updating it first; one that cannot be written is opened for reading, and `problem` says
 * why. Call it only as the owner of the data directory.
 * @throws {StoreError} when there is nothing to serve from
 */
export function openStore(options: OpenStoreOptions): Store {
  const connection = createStoreConnection(options, (database): Repositories => {
    const { clock } = options;
    return {
      channels: createChannelRepository(database, clock),
      gatewayTokens: createGatewayTokenRepository(database, clock),
      routingTable: createRoutingTableRepository(database),
      dashboardSessions: createDashboardSessionRepository(database),
      requests: createWatchedRequests(database, () => connection.noticeWrite()),
      transaction: (work) => database.transaction(work)(),
    };
  });
  return {
    get problem() {
      return connection.problem;
    },
    channels: selectThrough(connection, 'channels'),
    gatewayTokens: selectThrough(connection, 'gatewayTokens'),
    routingTable: selectThrough(connection, 'routingTable'),
    dashboardSessions: selectThrough(connection, 'dashboardSessions'),
    requests: selectThrough(connection, 'requests'),
    transaction: (work) => connection.run(({ transaction }) => transaction(work)),
    close: () => connection.close(),
  };
}

function createWatchedRequests(database: Database, noticeWrite: () => void): Repositories['requests'] {
  const requests = createRequestRepository(database);
  return {
    ...requests,
    insertMany(records) {
      requests.insertMany(records);
      noticeWrite();
    },
  };
}

/** A repository that asks, call by call, the one of the database that is open. */
function selectThrough<Name extends RepositoryName>(
  connection: StoreConnection<Repositories>,
  name: Name,
): Repositories[Name] {
  type Method = (...values: unknown[]) => unknown;
  const methods = connection.run((repositories) => Object.keys(repositories[name]));
  const through = methods.map((method): [string, Method] => [
    method,
    (...values) =>
      connection.run((repositories) => {
        const repository = repositories[name] as unknown as Readonly<Record<string, Method>>;
        return repository[method]?.(...values);
      }),
  ]);
  return Object.fromEntries(through) as unknown as Repositories[Name];
}
