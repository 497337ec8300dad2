import type { OwnerInfo } from './owner-file';

/** The data directory cannot be created, read or written. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
  readonly code = 'data_directory_unusable';
  readonly path: string;
  readonly reason: string;

  constructor(path: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `${path} cannot be used (${reason}). Give the user that runs Routex write access to it, or set ROUTEX_HOME to another folder.`,
      { cause },
    );
    this.path = path;
    this.reason = reason;
  }
}

/** Another process has the data directory. */
export class DirectoryOwnedError extends Error {
  override readonly name = 'DirectoryOwnedError';
  readonly code = 'directory_owned';
  readonly directory: string;
  /** Null when the owner has not said yet who it is. */
  readonly owner: OwnerInfo | null;

  constructor(directory: string, owner: OwnerInfo | null) {
    const who =
      owner === null ? '' : ` (process ${owner.pid}${owner.address === null ? '' : `, ${owner.address}`})`;
    super(
      `Routex is already running with ${directory}${who}. Stop it first, or set ROUTEX_HOME to another folder.`,
    );
    this.directory = directory;
    this.owner = owner;
  }
}
