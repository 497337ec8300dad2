import type { ChannelSettings } from '#shared/domain/channel';
import type { GatewayToken, GatewayTokenScope } from '#shared/domain/gateway-token';
import type { RoutingTable } from '#shared/domain/routing-table';
import type { RequestRecord } from '#shared/domain/request-record';
import type { StoreProblem } from '#shared/domain/store-problem';
import type { RowFault } from './parse-row';

/** A credential as it lies in the database. `sealed` is the cipher's text, null for kind `client`. */
export interface StoredCredential {
  readonly id: string;
  readonly kind: 'key' | 'client';
  readonly label: string | null;
  readonly enabled: boolean;
  readonly last4: string | null;
  readonly sealed: string | null;
}

export interface StoredChannel extends ChannelSettings {
  readonly id: string;
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** In the order they are tried. */
  readonly credentials: readonly StoredCredential[];
}

export interface ChannelRepository {
  /** Highest priority first, then oldest first; without what is not valid. */
  list(): StoredChannel[];
  /** What `list` leaves out. It stays in the database until it is removed. */
  listUnreadable(): RowFault[];
  /** @throws {StoreError} `database_row_invalid` for what `list` leaves out */
  get(id: string): StoredChannel | null;
  /** The ids are the caller's, because a sealed secret is bound to its credential's id. */
  create(channel: Omit<StoredChannel, 'revision' | 'createdAt' | 'updatedAt'>): StoredChannel;
  /**
   * Applies a change made from `expectedRevision`. Credentials, when given, replace the stored ones.
   * @throws {StaleRevisionError} when the channel has changed since
   * @throws {NotFoundError} when it is gone
   */
  update(
    id: string,
    expectedRevision: number,
    change: Partial<ChannelSettings> & { credentials?: readonly StoredCredential[] },
  ): StoredChannel;
  /** False when there was none. */
  remove(id: string): boolean;
}

/** A gateway token as it lies in the database: found by hash, shown again by decrypting `sealed`. */
export interface StoredGatewayToken extends GatewayToken {
  readonly sha256: string;
  readonly sealed: string;
}

export type GatewayTokenChange = Partial<
  Pick<StoredGatewayToken, 'name' | 'enabled' | keyof GatewayTokenScope>
>;

export type NewGatewayToken = Omit<
  StoredGatewayToken,
  'revision' | 'createdAt' | 'updatedAt' | keyof GatewayTokenScope
> &
  Partial<GatewayTokenScope>;

export interface GatewayTokenRepository {
  /** Oldest first; without what is not valid, which lets nobody in. */
  list(): StoredGatewayToken[];
  /** What `list` leaves out. It stays in the database until it is removed. */
  listUnreadable(): RowFault[];
  /** @throws {StoreError} `database_row_invalid` for what `list` leaves out */
  get(id: string): StoredGatewayToken | null;
  /** Bound to nothing unless it says so. */
  create(token: NewGatewayToken): StoredGatewayToken;
  /**
   * Applies a change made from `expectedRevision`.
   * @throws {StaleRevisionError} when the token has changed since
   * @throws {NotFoundError} when it is gone
   */
  update(id: string, expectedRevision: number, change: GatewayTokenChange): StoredGatewayToken;
  /** False when there was none. */
  remove(id: string): boolean;
}

export interface StoredRoutingTable extends RoutingTable {
  /** Grows by one with each save. */
  readonly revision: number;
  /** Rows that are not valid. They are in no list, and the next save removes them. */
  readonly unreadable: readonly RowFault[];
}

export interface RoutingTableRepository {
  load(): StoredRoutingTable;
  /**
   * Replaces all rules and groups.
   * @throws {StaleRevisionError} when they have changed since `expectedRevision`
   */
  save(expectedRevision: number, table: RoutingTable): StoredRoutingTable;
}

/** A browser that signed in. Times are milliseconds since the epoch. */
export interface StoredDashboardSession {
  /** Of the session's secret, which itself is with the browser alone. */
  readonly digest: string;
  readonly createdAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
}

export interface DashboardSessionRepository {
  get(digest: string): StoredDashboardSession | null;
  /** Drops what had expired when the session was created, and the longest unseen beyond `keep` sessions in all. */
  create(session: StoredDashboardSession, keep: number): void;
  update(digest: string, change: Pick<StoredDashboardSession, 'seenAt' | 'expiresAt'>): void;
  remove(digest: string): void;
}

/** Lists are read through `RequestReader`. */
export interface RequestRepository {
  /** Writes all records in one transaction; a record already there by id is left as it is. */
  insertMany(records: readonly RequestRecord[]): void;
  get(id: string): RequestRecord | null;
  /** Requests that have followed a rule, by its id, or had use of a preset, by `preset:…`, since the database was created. */
  routeHits(): ReadonlyMap<string, number>;
  /** Totals of `generate` requests that began at or after `since` (milliseconds since the epoch). */
  totals(since: number): { requests: number; failed: number; inputTokens: number; outputTokens: number };
}

export interface Store {
  /** Why the database is only read, as of now; null while it can be written. */
  readonly problem: StoreProblem | null;
  readonly channels: ChannelRepository;
  readonly gatewayTokens: GatewayTokenRepository;
  readonly routingTable: RoutingTableRepository;
  readonly dashboardSessions: DashboardSessionRepository;
  readonly requests: RequestRepository;
  /** All that `work` writes, or nothing where it throws. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}
