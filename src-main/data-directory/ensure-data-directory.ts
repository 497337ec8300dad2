import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DataDirectoryError } from './data-directory-error';

const PRIVATE_MODE = 0o700;

export interface DataDirectory {
  readonly directory: string;
  readonly databasePath: string;
  readonly bodiesPath: string;
  readonly logsDir: string;
  readonly backupsDir: string;
}

/**
 * Creates the data directory and its folders where they are missing, for its owner alone. One that is there keeps its
 * mode: the files in it are private themselves, and the folder may be shared on purpose. One that holds a database need
 * not be writable: Routex serves from it.
 * @throws {DataDirectoryError}
 */
export function ensureDataDirectory(directory: string): DataDirectory {
  const paths = {
    directory,
    databasePath: join(directory, 'routex.db'),
    bodiesPath: join(directory, 'bodies.db'),
    logsDir: join(directory, 'logs'),
    backupsDir: join(directory, 'backups'),
  };
  try {
    mkdirSync(directory, { recursive: true, mode: PRIVATE_MODE });
    accessSync(directory, constants.R_OK | constants.X_OK);
    if (!existsSync(paths.databasePath)) accessSync(directory, constants.W_OK);
  } catch (error) {
    throw new DataDirectoryError(directory, error);
  }
  for (const path of [paths.logsDir, paths.backupsDir]) createIfPossible(path);
  return paths;
}

/** Whoever writes into it says so when it is not there. */
function createIfPossible(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: PRIVATE_MODE });
  } catch {
    // Read-only, full, or a file of that name.
  }
}
