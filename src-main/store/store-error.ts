import type { STORE_PROBLEMS } from '#shared/domain/store-problem';

export type StoreErrorCode = (typeof STORE_PROBLEMS)[number];

/** Values a translated message may name; which ones depends on the code, `path` is always there. */
export type StoreErrorDetails = Readonly<
  { path: string } & Partial<
    Record<'found' | 'supported' | 'version', number> & Record<'backup' | 'reason' | 'row', string | null>
  >
>;

/** What becomes well again when a lock, room or a permission does, without a new start. */
const PASSING: ReadonlySet<StoreErrorCode> = new Set([
  'database_readonly',
  'database_busy',
  'database_full',
  'database_unavailable',
]);

/** The database cannot be used. The message is English and says what to do; `code` and `details` are for translation. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly details: StoreErrorDetails;
  /** Whether another try may succeed. */
  readonly retryable: boolean;

  constructor(code: StoreErrorCode, message: string, details: StoreErrorDetails, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.details = details;
    this.retryable = PASSING.has(code);
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
