import { workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { Analytics } from '#shared/domain/analytics';
import type { RequestRecord } from '#shared/domain/request-record';
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
  | { readonly type: 'unreadable'; readonly code: string | null; readonly message: string };

const { path } = workerData as StoreWorkerData;
let opened: Database.Database | null = null;

answerCalls((call: StoreWorkerCall): StoreWorkerAnswer => {
  try {
    // The worst that this process still serves a history from; what is in order opens like any other.
    opened ??= openReadable(path, 'not_permitted').database;
  } catch (error) {
    return convertToUnreadable(error);
  }
  try {
    return answer(opened, call);
  } catch (error) {
    // Anything else is a fault of Routex.
    if (error instanceof Database.SqliteError) return convertToUnreadable(error);
    throw error;
  }
});

function convertToUnreadable(error: unknown): StoreWorkerAnswer {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  return { type: 'unreadable', code, message };
}

function answer(database: Database.Database, call: StoreWorkerCall): StoreWorkerAnswer {
  switch (call.type) {
    case 'analytics':
      return { type: 'analytics', analytics: loadAnalytics(database, call) };
    case 'requests':
      return { type: 'requests', requests: loadRequests(database, call) };
  }
}
