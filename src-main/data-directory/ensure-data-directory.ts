import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DataDirectoryError } from './data-directory-error';

const PRIVATE_MODE = 0o700;

export interface DataDirectory {
  readonly directory: string;
  readonly databasePath: string;
  readonly logsDir: string;
  readonly backupsDir: string;
}

/**
 * Creates the data directory and its folders where they are missing, for its owner alone. One that is there keeps its
 * mode: the files in it are private themselves, and the folder may be shared on purpose.
 * @throws {DataDirectoryError}
 */
export function ensureDataDirectory(directory: string): DataDirectory {
  const paths = {
    directory,
    databasePath: join(directory, 'routex.db'),
    logsDir: join(directory, 'logs'),
    backupsDir: join(directory, 'backups'),
  };
  try {
    for (const path of [directory, paths.logsDir, paths.backupsDir]) {
      mkdirSync(path, { recursive: true, mode: PRIVATE_MODE });
      accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    }
  } catch (error) {
    throw new DataDirectoryError(directory, error);
  }
  return paths;
}
