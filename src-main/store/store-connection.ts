import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { StoreProblem } from '#shared/domain/store-problem';
import { WHOLE_CHECK_BYTES } from './check-database';
import { convertToStoreError, createCorruptError, isDiskFull, isWritable } from './convert-to-store-error';
import { createDatabaseCaretaker } from './database-caretaker';
import { isFileFailure } from './file-failure';
import { assertWritable, openDatabase, reopenDatabase, type OpenDatabaseOptions } from './open-database';
import { convertToProblem, openDegraded, type DegradedDatabase } from './open-degraded';
import { StoreError } from './store-error';

const DEFAULT_RETRY_MS = 5000;

export interface StoreConnectionOptions extends OpenDatabaseOptions {
  /** How often it is tried whether what could not be written can be written again. */
  readonly retryMs?: number;
  /** When a file too large to be read at the start is read for damage. */
  readonly checkDelayMs?: number;
}

export interface StoreConnection<Repositories> {
  readonly problem: StoreProblem | null;
  /** @throws {StoreError} when the file, not the action, is at fault; what else the action throws */
  run<Result>(action: (repositories: Repositories) => Result): Result;
  /** The write-ahead log may have grown. */
  noticeWrite(): void;
  close(): void;
}

interface Session<Repositories> {
  readonly database: Database;
  readonly repositories: Repositories;
  /** Null for a database that was opened for writing. */
  readonly degraded: DegradedDatabase | null;
}

/**
 * The database, whichever is open: one that is written, or one that is only read until what is wrong has been put right.
 * Space, permissions and locks that come back are noticed while it runs; what else is wrong lasts until the next start.
 * @throws {StoreError} when there is nothing to serve from
 */
export function createStoreConnection<Repositories>(
  options: StoreConnectionOptions,
  createRepositories: (database: Database) => Repositories,
): StoreConnection<Repositories> {
  const { path, retryMs = DEFAULT_RETRY_MS, checkDelayMs } = options;
  let session = openSession(() => openDatabase(options));
  let problem = session.degraded?.problem ?? null;
  let retry: NodeJS.Timeout | null = null;
  const caretaker = createDatabaseCaretaker({
    path,
    onDamage: (reason) => fail(createCorruptError(path, reason, null)),
    ...(checkDelayMs === undefined ? {} : { checkDelayMs }),
  });

  function openSession(open: () => Database): Session<Repositories> {
    try {
      const database = open();
      return { database, repositories: createRepositories(database), degraded: null };
    } catch (error) {
      return openDegradedSession(convertToStoreError(error, path));
    }
  }

  function openDegradedSession(error: StoreError): Session<Repositories> {
    const degraded = openDegraded(options, error);
    const { database } = degraded;
    return { database, repositories: createRepositories(database), degraded };
  }

  function closeSession({ database, degraded }: Session<Repositories>): void {
    if (degraded === null) database.close();
    else degraded.close();
  }

  /** A database that was written until now cannot be any more. */
  function fail(error: StoreError): void {
    problem = convertToProblem(error, null);
    if (error.code === 'database_corrupt') serveFromDamaged(error);
    else scheduleRetry();
  }

  /** What is left is not written again: with every page that is, more may be lost. */
  function serveFromDamaged(error: StoreError): void {
    try {
      const next = openDegradedSession(error);
      closeSession(session);
      session = next;
      problem = next.degraded?.problem ?? problem;
    } catch (refusal) {
      session.database.pragma('query_only = ON');
      if (refusal instanceof StoreError) problem = convertToProblem(refusal, refusal.details.backup ?? null);
    }
  }

  function scheduleRetry(): void {
    retry ??= setTimeout(() => {
      retry = null;
      tryToWrite();
      if (problem !== null && isRetryable()) scheduleRetry();
    }, retryMs).unref();
  }

  function isRetryable(): boolean {
    if (problem?.reason === 'database_corrupt') return false;
    return session.degraded?.retryable ?? true;
  }

  function tryToWrite(): void {
    try {
      if (session.degraded === null) assertWritable(session.database);
      else if (isDiskFull(path) || !isWritable(path)) return;
      else reopen();
      problem = session.degraded?.problem ?? null;
    } catch (error) {
      problem = isFileFailure(error) ? convertToProblem(convertToStoreError(error, path), null) : problem;
    }
  }

  /** The old connection is closed, and there is no new one yet. */
  let isBetween = false;

  /** Closed first: in one process all connections share the index as the first of them opened it, only to be read. */
  function reopen(): void {
    isBetween = true;
    closeSession(session);
    session = openSession(() => reopenDatabase(path));
    isBetween = false;
  }

  function explain(error: unknown): unknown {
    // Until the next try there is no connection.
    if (isBetween) return convertToStoreError(error, path);
    if (!isFileFailure(error)) return error;
    if (problem !== null && (session.degraded !== null || !isRetryable())) {
      const { reason, message, backup, detail } = problem;
      return new StoreError(reason, message, { path, backup, reason: detail }, error);
    }
    const failure = convertToStoreError(error, path);
    fail(failure);
    return failure;
  }

  if (session.degraded?.retryable === true) scheduleRetry();
  if (session.degraded === null) caretaker.scheduleRollup();
  if (session.degraded === null && statSync(path).size > WHOLE_CHECK_BYTES) caretaker.scheduleCheck();

  return {
    get problem() {
      return problem;
    },
    run(action) {
      try {
        return action(session.repositories);
      } catch (error) {
        throw explain(error);
      }
    },
    noticeWrite: () => caretaker.noticeWrite(),
    close() {
      if (retry !== null) clearTimeout(retry);
      caretaker.close();
      closeSession(session);
    },
  };
}
