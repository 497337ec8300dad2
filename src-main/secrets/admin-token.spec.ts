import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAdminToken } from './admin-token';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'routex-admin-'));
  path = join(directory, 'admin.token');
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('loadAdminToken', () => {
  it('creates a private file on first use and returns the same token afterwards', () => {
    const first = loadAdminToken({ directory, env: {} });
    expect(first.source).toBe('file');
    expect(first.token).toMatch(/^rtxa_[0-9A-Za-z]{40}$/);
    expect(readFileSync(path, 'utf8')).toBe(`${first.token}\n`);
    if (process.platform !== 'win32') {
      expect(statSync(path).mode & 0o777).toBe(0o600);
      chmodSync(path, 0o666);
    }
    expect(loadAdminToken({ directory, env: {} })).toEqual(first);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('prefers the environment and then touches no file', () => {
    const env = { ROUTEX_ADMIN_TOKEN: 'a-token-from-the-environment\n' };
    expect(loadAdminToken({ directory, env })).toEqual({
      token: 'a-token-from-the-environment',
      source: 'environment',
    });
    expect(readdirSync(directory)).toEqual([]);
  });

  // An empty token would be matched by an empty header.
  it.for(['', '   ', 'short', 'with spaces in the middle', 'ünlesbar-in-a-header'])(
    'refuses "%s", from either source, without repeating it',
    (value) => {
      writeFileSync(path, value, { mode: 0o600 });
      for (const env of [{ ROUTEX_ADMIN_TOKEN: value }, {}]) {
        try {
          loadAdminToken({ directory, env });
          expect.unreachable();
        } catch (error) {
          expect(error).toMatchObject({ code: 'admin_token_invalid' });
          if (value.trim() !== '') expect((error as Error).message).not.toContain(value);
        }
      }
    },
  );
});
