import Database from 'better-sqlite3';

export type StoreErrorCode =
  | 'database_newer'
  | 'database_corrupt'
  | 'database_readonly'
  | 'database_busy'
  | 'database_full'
  | 'database_unavailable'
  | 'database_backup_failed'
  | 'database_migration_failed'
  | 'database_row_invalid';

/** Values a translated message may name; which ones depends on the code, `path` is always there. */
export type StoreErrorDetails = Readonly<
  { path: string } & Partial<
    Record<'found' | 'supported' | 'version', number> & Record<'backup' | 'reason' | 'row', string | null>
  >
>;

/** The database cannot be used. The message is English and says what to do; `code` and `details` are for translation. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly details: StoreErrorDetails;

  constructor(code: StoreErrorCode, message: string, details: StoreErrorDetails, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.details = details;
  }
}

/** An edit was made from a revision that is no longer the stored one. */
export class StaleRevisionError extends Error {
  override readonly name = 'StaleRevisionError';
  readonly code = 'stale_revision';
  readonly id: string;
  readonly expectedRevision: number;
  readonly currentRevision: number;

  constructor(id: string, expectedRevision: number, currentRevision: number) {
    super(
      `${id} was changed meanwhile: the edit was made from revision ${expectedRevision}, revision ${currentRevision} is stored. Load it again and repeat the edit.`,
    );
    this.id = id;
    this.expectedRevision = expectedRevision;
    this.currentRevision = currentRevision;
  }
}

export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
  readonly code = 'not_found';
  readonly id: string;

  constructor(id: string) {
    super(`${id} does not exist (any more).`);
    this.id = id;
  }
}

/** Turns what SQLite or the file system threw while `path` was opened into a StoreError; a StoreError stays as it is. */
export function convertToStoreError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const details = { path, reason };
  const code = selectCode(error);
  switch (code) {
    case 'database_corrupt':
      return new StoreError(
        code,
        `${path} is damaged or not a Routex database (${reason}). Move the file away and start again with an empty one, or put a copy from the backups folder in its place.`,
        details,
        error,
      );
    case 'database_readonly':
      return new StoreError(
        code,
        `${path} cannot be written (${reason}). Give the user that runs Routex write access to the file and its folder.`,
        details,
        error,
      );
    case 'database_busy':
      return new StoreError(
        code,
        `${path} is locked by another program (${reason}). Close the program that has the database open, then try again.`,
        details,
        error,
      );
    case 'database_full':
      return new StoreError(
        code,
        `There is no room on the disk that holds ${path} (${reason}). Free some space, then try again.`,
        details,
        error,
      );
    case 'database_unavailable':
      return new StoreError(
        code,
        `${path} cannot be opened (${reason}). Check that its folder exists and that no folder has the file's name.`,
        details,
        error,
      );
  }
}

type OpenFailureCode = Exclude<
  StoreErrorCode,
  'database_newer' | 'database_backup_failed' | 'database_migration_failed' | 'database_row_invalid'
>;

function selectCode(error: unknown): OpenFailureCode {
  const code = selectErrorCode(error);
  // Extended result codes carry their primary code as prefix: SQLITE_CORRUPT_INDEX, SQLITE_READONLY_DIRECTORY.
  if (/^SQLITE_(?:CORRUPT|NOTADB)/.test(code)) return 'database_corrupt';
  if (/^(?:SQLITE_READONLY|SQLITE_PERM|EACCES|EPERM|EROFS)/.test(code)) return 'database_readonly';
  if (/^SQLITE_(?:BUSY|LOCKED)/.test(code)) return 'database_busy';
  if (/^(?:SQLITE_FULL|ENOSPC|EDQUOT)/.test(code)) return 'database_full';
  return 'database_unavailable';
}

function selectErrorCode(error: unknown): string {
  if (error instanceof Database.SqliteError) return error.code;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return '';
}
