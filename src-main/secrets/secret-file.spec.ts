import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadOrCreateSecretFile } from './secret-file';

it('keeps the file of a process that was faster', () => {
  const directory = mkdtempSync(join(tmpdir(), 'routex-secret-file-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'data.key');
  const text = loadOrCreateSecretFile(path, () => {
    writeFileSync(path, 'theirs\n', { mode: 0o600 });
    return 'ours';
  });
  expect(text).toBe('theirs');
  expect(readFileSync(path, 'utf8')).toBe('theirs\n');
  expect(readdirSync(directory)).toEqual(['data.key']);
});
