import { existsSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { Analytics } from '#shared/domain/analytics';
import type { RequestRecord } from '#shared/domain/request-record';
import { isFileFailure, isSystemFailure, type SqliteError } from '#main/store/file-failure';
import { loadAnalytics, type AnalyticsCall } from '#main/store/load-analytics';
import { loadRequests, type RequestListCall } from '#main/store/load-requests';
import { openReadable } from '#main/store/open-readable';
import { answerCalls } from '#main/worker-threads/answer-calls';

export interface StoreWorkerData {
  readonly path: string;
}

export type StoreWorkerCall =
  ({ readonly type: 'analytics' } & AnalyticsCall) | ({ readonly type: 'requests' } & RequestListCall);

/** What makes the database unreadable goes back as a value: of an error, a thread boundary leaves only the message. */
export type StoreWorkerAnswer =
  | { readonly type: 'analytics'; readonly analytics: Analytics }
  | { readonly type: 'requests'; readonly requests: RequestRecord[] }
  | { readonly type: 'unreadable'; readonly code: string; readonly message: string };

const { path } = workerData as StoreWorkerData;
let opened: Database.Database | null = null;

answerCalls((call: StoreWorkerCall): StoreWorkerAnswer => {
  if (opened === null && !existsSync(path)) {
    return { type: 'unreadable', code: 'ENOENT', message: 'there is no such file' };
  }
  try {
    // The worst that this process still serves a history from; what is in order opens like any other.
    opened ??= openReadable(path, 'not_permitted').database;
    return answer(opened, call);
  } catch (error) {
    if (isFileFailure(error) || isSystemFailure(error) || isOtherSchema(error)) {
      return { type: 'unreadable', code: error.code, message: error.message };
    }
    // Anything else is a fault of Routex.
    throw error;
  }
});

/** A file with fewer tables or columns: one that could not be updated, or that somebody changed. */
function isOtherSchema(error: unknown): error is SqliteError {
  return error instanceof Database.SqliteError && /^no such (?:table|column)\b/.test(error.message);
}

function answer(database: Database.Database, call: StoreWorkerCall): StoreWorkerAnswer {
  switch (call.type) {
    case 'analytics':
      return { type: 'analytics', analytics: loadAnalytics(database, call) };
    case 'requests':
      return { type: 'requests', requests: loadRequests(database, call) };
  }
}
