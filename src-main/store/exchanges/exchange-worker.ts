import { existsSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { StoredExchange } from '#shared/domain/stored-exchange';
import { isFileFailure, isSystemFailure } from '#main/store/file-failure';
import {
  openExchangeDatabase,
  type ExchangeDatabase,
  type ExchangeLimits,
} from '#main/store/exchanges/exchange-database';
import { redactExchange } from '#main/store/exchanges/redact-exchange';
import type { WireExchange } from '#main/store/exchanges/wire-exchange';
import { answerCalls } from '#main/worker-threads/answer-calls';

export interface ExchangeWorkerData {
  readonly path: string;
}

interface Trim {
  readonly limits: ExchangeLimits;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type ExchangeWorkerCall =
  | ({ readonly type: 'keep'; readonly exchange: WireExchange } & Trim)
  | ({ readonly type: 'trim' } & Trim)
  | { readonly type: 'get'; readonly requestId: string }
  | { readonly type: 'clear' };

/** What is wrong with the file goes back as a value: of an error, a thread boundary leaves only the message. */
export type ExchangeWorkerAnswer =
  | { readonly type: 'done'; readonly exchange: StoredExchange | null }
  | { readonly type: 'unusable'; readonly message: string };

const { path } = workerData as ExchangeWorkerData;
let opened: ExchangeDatabase | null = null;

answerCalls((call: ExchangeWorkerCall): ExchangeWorkerAnswer => {
  // Whoever never turned it on has no file.
  if (call.type !== 'keep' && opened === null && !existsSync(path)) return { type: 'done', exchange: null };
  try {
    opened ??= openExchangeDatabase(path);
    return { type: 'done', exchange: answer(opened, call) };
  } catch (error) {
    if (isFileFailure(error) || isSystemFailure(error)) return { type: 'unusable', message: error.message };
    throw error;
  }
});

function answer(database: ExchangeDatabase, call: ExchangeWorkerCall): StoredExchange | null {
  switch (call.type) {
    case 'keep':
      database.insert(redactExchange(call.exchange), call.exchange.startedAt);
      database.trim(call.limits, call.now);
      return null;
    case 'trim':
      database.trim(call.limits, call.now);
      return null;
    case 'get':
      return database.get(call.requestId);
    case 'clear':
      database.clear();
      return null;
  }
}
