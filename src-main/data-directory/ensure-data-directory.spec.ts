import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureDataDirectory } from './ensure-data-directory';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'routex-dir-'));
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

describe('ensureDataDirectory', () => {
  it('creates the folder and what belongs in it, private', () => {
    const directory = join(parent, 'missing', 'routex');
    const paths = ensureDataDirectory(directory);
    expect(paths).toEqual({
      directory,
      databasePath: join(directory, 'routex.db'),
      bodiesPath: join(directory, 'bodies.db'),
      logsDir: join(directory, 'logs'),
      backupsDir: join(directory, 'backups'),
    });
    expect(readdirSync(directory).toSorted()).toEqual(['backups', 'logs']);
    if (process.platform !== 'win32') {
      for (const path of [directory, paths.logsDir, paths.backupsDir])
        expect(statSync(path).mode & 0o777).toBe(0o700);
    }
  });

  it('leaves a folder that is there as it is', () => {
    chmodSync(parent, 0o750);
    writeFileSync(join(parent, 'mine.txt'), 'mine');
    ensureDataDirectory(parent);
    ensureDataDirectory(parent);
    expect(readdirSync(parent).toSorted()).toEqual(['backups', 'logs', 'mine.txt']);
    if (process.platform !== 'win32') expect(statSync(parent).mode & 0o777).toBe(0o750);
  });

  it('does without folders that are needed only later', () => {
    writeFileSync(join(parent, 'backups'), 'mine');
    expect(ensureDataDirectory(parent).backupsDir).toBe(join(parent, 'backups'));
  });

  it('says what is wrong and what to do when a file is in the way', () => {
    const path = join(parent, 'file');
    writeFileSync(path, '');
    expect(() => ensureDataDirectory(path)).toThrow(
      expect.objectContaining({
        code: 'data_directory_unusable',
        message: expect.stringMatching(/file.*ROUTEX_HOME/),
      }),
    );
  });
});
