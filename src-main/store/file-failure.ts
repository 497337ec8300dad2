import Database from 'better-sqlite3';

/** What SQLite throws when the file, not the statement, is at fault. */
const FILE_FAILURE = /^SQLITE_(?:CORRUPT|NOTADB|READONLY|PERM|BUSY|LOCKED|FULL|IOERR|CANTOPEN|PROTOCOL)/;

export type SqliteError = InstanceType<typeof Database.SqliteError>;

export function isFileFailure(error: unknown): error is SqliteError {
  return error instanceof Database.SqliteError && FILE_FAILURE.test(error.code);
}

/** What the operating system refused, such as ENOSPC. Errors of Node itself have a code too, but no number. */
export function isSystemFailure(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'errno' in error && 'code' in error && typeof error.code === 'string';
}
