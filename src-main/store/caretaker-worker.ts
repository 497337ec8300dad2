import { workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { answerCalls } from '#main/worker-threads/answer-calls';

export type CaretakerCall = 'check' | 'checkpoint';

/** Null when all is well, else what is wrong, in SQLite's words. */
export type CaretakerAnswer = string | null;

const { path } = workerData as { path: string };

/** A connection for each call, so that none is left open when the store is closed and its log should go. */
answerCalls<CaretakerCall, CaretakerAnswer>((call) => {
  const database = new Database(path, { fileMustExist: true, readonly: call === 'check' });
  try {
    const [result] = run(database, call);
    return result === 'ok' ? null : String(result);
  } catch (error) {
    if (error instanceof Database.SqliteError && /^SQLITE_(?:CORRUPT|NOTADB)/.test(error.code))
      return error.message;
    // Locked, no room, not to be opened: nothing is known, and another call will tell.
    return null;
  } finally {
    database.close();
  }
});

function run(database: Database.Database, call: CaretakerCall): unknown[] {
  if (call === 'check') return [database.pragma('quick_check(1)', { simple: true })];
  // Passive: takes what it can without holding up the connection that writes.
  database.pragma('wal_checkpoint(PASSIVE)');
  return ['ok'];
}
