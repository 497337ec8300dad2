import { workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { advanceRollups } from '#main/store/rollups/advance-rollups';
import { answerCalls } from '#main/worker-threads/answer-calls';

export type CaretakerCall = 'check' | 'checkpoint' | 'rollup';

export interface CaretakerAnswer {
  /** Null when all is well, else what is wrong, in SQLite's words. */
  readonly damage: string | null;
  /** There is more of it to do than one call should. */
  readonly more: boolean;
}

/** Each in a transaction of its own: some hundred milliseconds in all. */
const ROLLUP_STEPS = 10;

const { path } = workerData as { path: string };

/** A connection for each call, so that none is left open when the store is closed and its log should go. */
answerCalls<CaretakerCall, CaretakerAnswer>((call) => {
  const database = new Database(path, { fileMustExist: true, readonly: call === 'check' });
  try {
    return run(database, call);
  } catch (error) {
    if (error instanceof Database.SqliteError && /^SQLITE_(?:CORRUPT|NOTADB)/.test(error.code))
      return { damage: error.message, more: false };
    // Locked, no room, not to be opened: nothing is known, and another call will tell.
    return { damage: null, more: false };
  } finally {
    database.close();
  }
});

function run(database: Database.Database, call: CaretakerCall): CaretakerAnswer {
  switch (call) {
    case 'check': {
      const result = database.pragma('quick_check(1)', { simple: true });
      return { damage: result === 'ok' ? null : String(result), more: false };
    }
    case 'checkpoint':
      // Passive: takes what it can without holding up the connection that writes.
      database.pragma('wal_checkpoint(PASSIVE)');
      return { damage: null, more: false };
    case 'rollup': {
      // What a crash takes along is added up again.
      database.pragma('synchronous = NORMAL');
      let more = true;
      for (let step = 0; more && step < ROLLUP_STEPS; step += 1) more = advanceRollups(database);
      return { damage: null, more };
    }
  }
}
