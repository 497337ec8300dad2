import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDataKey } from './data-key';
import { SecretSourceError } from './secret-error';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'routex-key-'));
  path = join(directory, 'data.key');
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function catchError(action: () => unknown): SecretSourceError {
  try {
    action();
  } catch (error) {
    if (error instanceof SecretSourceError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('loadDataKey', () => {
  const bytes = Buffer.from(randomBytes(32));

  it.for([
    ['base64', bytes.toString('base64')],
    ['base64url', bytes.toString('base64url')],
    ['hexadecimal', bytes.toString('hex')],
    ['upper-case hexadecimal, with a line end', `${bytes.toString('hex').toUpperCase()}\n`],
  ] as const)('takes the key from the environment as %s, and touches no file', ([, text]) => {
    const { key, source } = loadDataKey({ directory, env: { ROUTEX_DATA_KEY: text } });
    expect(Buffer.from(key).equals(bytes)).toBe(true);
    expect(source).toBe('environment');
    expect(readdirSync(directory)).toEqual([]);
  });

  it.for([
    '',
    'correct horse battery staple',
    randomBytes(31).toString('base64'),
    randomBytes(33).toString('base64'),
    randomBytes(32).toString('hex').slice(1),
    `${randomBytes(32).toString('hex')}ff`,
  ])('refuses another value in the environment without repeating it: %s', (value) => {
    const error = catchError(() => loadDataKey({ directory, env: { ROUTEX_DATA_KEY: value } }));
    expect(error).toMatchObject({ code: 'data_key_invalid', source: 'ROUTEX_DATA_KEY' });
    expect(error.message).toContain('ROUTEX_DATA_KEY');
    if (value !== '') expect(`${error.message}${String(error.stack)}`).not.toContain(value);
    // A fresh key beside a mistyped one would make what is stored unreadable.
    expect(readdirSync(directory)).toEqual([]);
  });

  it('creates a private file on first use and reads the same key from it afterwards', () => {
    const first = loadDataKey({ directory, env: {} });
    expect(first.source).toBe('file');
    expect(first.key.byteLength).toBe(32);
    expect(readdirSync(directory)).toEqual(['data.key']);
    expect(readFileSync(path, 'utf8')).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(loadDataKey({ directory, env: {} })).toEqual(first);
    expect(loadDataKey({ directory: mkdtempSync(join(directory, 'other-')), env: {} }).key).not.toEqual(
      first.key,
    );
  });

  it.skipIf(process.platform === 'win32')('makes a file private that others could read', () => {
    const { key } = loadDataKey({ directory, env: {} });
    chmodSync(path, 0o644);
    expect(loadDataKey({ directory, env: {} }).key).toEqual(key);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.for(['', 'not a key', randomBytes(16).toString('base64')])(
    'refuses a damaged file and leaves it for its owner to restore: "%s"',
    (content) => {
      writeFileSync(path, content, { mode: 0o600 });
      const error = catchError(() => loadDataKey({ directory, env: {} }));
      expect(error).toMatchObject({ code: 'data_key_invalid', source: path });
      if (content !== '') expect(error.message).not.toContain(content);
      expect(readFileSync(path, 'utf8')).toBe(content);
    },
  );

  it('says what cannot be read', () => {
    mkdirSync(path);
    expect(catchError(() => loadDataKey({ directory, env: {} }))).toMatchObject({
      code: 'data_key_unreadable',
      source: path,
      reason: expect.stringContaining('EISDIR'),
    });
    const missing = join(directory, 'missing');
    expect(catchError(() => loadDataKey({ directory: missing, env: {} })).message).toContain(missing);
  });
});
