import {
  chmodSync,
  existsSync,
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
import { DEFAULT_SETTINGS } from '#shared/domain/settings';
import { SettingsError, StaleSettingsError } from './settings-error';
import type { SettingsPatch } from './settings-patch';
import { createSettingsStore } from './settings-store';

const NOBODY = 65_534;

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'routex-settings-'));
  path = join(directory, 'config.json');
});
afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true, force: true });
});

function catchError(action: () => unknown): SettingsError {
  try {
    action();
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const readFile = (): unknown => JSON.parse(readFileSync(path, 'utf8'));

describe('createSettingsStore', () => {
  it('has the defaults before anything was set, and writes no file for that', () => {
    expect(createSettingsStore({ directory }).get()).toEqual(DEFAULT_SETTINGS);
    expect(existsSync(path)).toBe(false);
  });

  it('saves only what was set, private and readable, and reads it again', () => {
    const store = createSettingsStore({ directory });
    const { settings } = store.update({ port: 9090, timeouts: { idleMs: 1000 } });
    expect(settings).toEqual({
      ...DEFAULT_SETTINGS,
      port: 9090,
      timeouts: { ...DEFAULT_SETTINGS.timeouts, idleMs: 1000 },
    });
    store.update({ timeouts: { drainMs: 5 }, pinnedChannelId: 'a' });
    store.update({ pinnedChannelId: null, allowedHosts: ['routex.lan'] });
    expect(readFile()).toEqual({
      port: 9090,
      timeouts: { idleMs: 1000, drainMs: 5 },
      allowedHosts: ['routex.lan'],
    });
    expect(createSettingsStore({ directory }).get()).toEqual(store.get());
    expect(readdirSync(directory)).toEqual(['config.json']);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('forgets what goes back to its default, and keeps what only another version knows', () => {
    writeFileSync(path, JSON.stringify({ port: 1, timeouts: { idleMs: 1, drainMs: 2, newMs: 3 }, newer: 4 }));
    const store = createSettingsStore({ directory });
    expect(store.update({ port: null, timeouts: { idleMs: null } }).settings).toMatchObject({
      port: DEFAULT_SETTINGS.port,
      timeouts: { idleMs: DEFAULT_SETTINGS.timeouts.idleMs, drainMs: 2 },
    });
    expect(readFile()).toEqual({ timeouts: { drainMs: 2, newMs: 3 }, newer: 4 });
    store.update({ timeouts: null, host: undefined });
    expect(readFile()).toEqual({ timeouts: { newMs: 3 }, newer: 4 });
    store.update({ limits: { bodyBytes: 5 } });
    store.update({ limits: { bodyBytes: null } });
    expect(readFile()).toEqual({ timeouts: { newMs: 3 }, newer: 4 });
  });

  it('refuses a change made from settings that were changed since, also by hand', () => {
    const store = createSettingsStore({ directory });
    const { revision } = store.load();
    const { revision: next } = store.update({ port: 1 }, revision);
    expect(next).not.toBe(revision);
    expect(() => store.update({ port: 2 }, revision)).toThrow(StaleSettingsError);
    expect(readFile()).toEqual({ port: 1 });

    writeFileSync(path, '{"port":1,"language":"zh"}');
    expect(() => store.update({ port: 2 }, next)).toThrow(StaleSettingsError);
    expect(readFile()).toEqual({ port: 1, language: 'zh' });
  });

  it('takes the same settings for the same revision however they are written', () => {
    const store = createSettingsStore({ directory });
    writeFileSync(path, '{"port":1,"timeouts":{"idleMs":1,"drainMs":2}}');
    const { revision } = store.load();
    writeFileSync(path, '{ "timeouts": { "drainMs": 2, "idleMs": 1 },\n "port": 1 }\n');
    expect(store.load().revision).toBe(revision);
    store.update({ pinnedChannelId: 'ch_other' });
    expect(store.load().revision).toBe(revision);
  });

  it('keeps what it does not know', () => {
    writeFileSync(path, JSON.stringify({ fromTheFuture: { a: 1 }, timeouts: { newMs: 7 }, port: 1234 }));
    const store = createSettingsStore({ directory });
    expect(store.get()).not.toHaveProperty('fromTheFuture');
    store.update({ host: '0.0.0.0', timeouts: { idleMs: 1 } });
    expect(readFile()).toEqual({
      fromTheFuture: { a: 1 },
      timeouts: { newMs: 7, idleMs: 1 },
      port: 1234,
      host: '0.0.0.0',
    });
  });

  it('reads what its owner edited by hand meanwhile', () => {
    const store = createSettingsStore({ directory });
    store.update({ port: 1 });
    writeFileSync(path, JSON.stringify({ port: 2, language: 'zh' }));
    expect(store.get()).toMatchObject({ port: 2, language: 'zh' });
    store.update({ logLevel: 'debug' });
    expect(readFile()).toEqual({ port: 2, language: 'zh', logLevel: 'debug' });
  });

  it('tells its listeners what changed, and only then', () => {
    const store = createSettingsStore({ directory });
    const ports: number[] = [];
    const stop = store.onChange((settings) => ports.push(settings.port));
    store.update({ port: 1 });
    store.update({ port: 1 });
    catchError(() => store.update({ port: -1 }));
    store.update({ port: 2 });
    stop();
    store.update({ port: 3 });
    expect(ports).toEqual([1, 2]);
  });

  it.for([
    ['port', { port: 70_000 }],
    ['timeouts.idleMs', { timeouts: { idleMs: 0 } }],
    ['language', { language: 'fr' }],
    ['prot', { prot: 1 }],
    ['timeouts.idle', { timeouts: { idle: 1 } }],
    ['limits', { limits: 5 }],
    ['toString', { toString: 1 }],
    ['__proto__', JSON.parse('{"__proto__": { "port": 1 }}') as object],
    ['host', { host: 'two words' }],
  ] as const)('refuses a change of %s that is not valid, and saves nothing', ([field, patch]) => {
    const store = createSettingsStore({ directory });
    store.update({ port: 9090 });
    const error = catchError(() => store.update(patch as unknown as SettingsPatch));
    expect(error).toMatchObject({ code: 'settings_change_invalid', field });
    expect(error.message).toContain(`"${field}"`);
    expect(readFile()).toEqual({ port: 9090 });
  });

  it.for(['{ "port": 80', '', 'null', '[]', '"text"', '12'])(
    'reports a file it cannot read, and leaves it alone: %s',
    (content) => {
      writeFileSync(path, content);
      const error = catchError(() => createSettingsStore({ directory }));
      expect(error).toMatchObject({ code: 'settings_unreadable', path, field: null });
      expect(error.message).toContain(path);
      expect(error.message).toContain('rename it');
      expect(readFileSync(path, 'utf8')).toBe(content);
    },
  );

  it('reports a value of the wrong kind with its name, and leaves the file alone', () => {
    const content = '{ "port": "8080", "host": "127.0.0.1" }';
    writeFileSync(path, content);
    const error = catchError(() => createSettingsStore({ directory }));
    expect(error).toMatchObject({ code: 'settings_invalid', path, field: 'port' });
    for (const part of [path, '"port"', 'rename']) expect(error.message).toContain(part);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('does not overwrite a file that was damaged while Routex ran', () => {
    const store = createSettingsStore({ directory });
    store.update({ port: 1 });
    for (const content of ['{ "port": ', '{ "timeouts": [] }']) {
      writeFileSync(path, content);
      expect(catchError(() => store.get()).path).toBe(path);
      catchError(() => store.update({ port: 2 }));
      expect(readFileSync(path, 'utf8')).toBe(content);
    }
  });

  it('accepts a byte order mark, as Windows editors write it', () => {
    writeFileSync(path, '\uFEFF{ "port": 81 }');
    expect(createSettingsStore({ directory }).get().port).toBe(81);
  });

  it.skipIf(process.platform === 'win32')('says so when a change cannot be saved', () => {
    const store = createSettingsStore({ directory });
    store.update({ port: 1 });
    chmodSync(path, 0o644);
    chmodSync(directory, 0o555);
    // Root may write everywhere.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(NOBODY);
    try {
      expect(catchError(() => store.update({ port: 2 })).code).toBe('settings_not_saved');
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
    expect(store.get().port).toBe(1);
  });
});
