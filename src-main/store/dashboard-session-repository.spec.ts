import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from './open-store';
import type { StoredDashboardSession } from './types';

function openSessions() {
  const directory = mkdtempSync(join(tmpdir(), 'routex-sessions-'));
  const options = {
    path: join(directory, 'routex.db'),
    backupsDir: join(directory, 'backups'),
    clock: { now: () => 0 },
  };
  let store = openStore(options);
  onTestFinished(() => {
    store.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    get sessions() {
      return store.dashboardSessions;
    },
    reopen() {
      store.close();
      store = openStore(options);
    },
  };
}

function session(digest: string, change: Partial<StoredDashboardSession> = {}): StoredDashboardSession {
  return { digest, createdAt: 1000, seenAt: 1000, expiresAt: 5000, ...change };
}

it('gives a session back after a restart, as it was last seen', () => {
  const store = openSessions();
  store.sessions.create(session('a'), 10);
  store.sessions.update('a', { seenAt: 2000, expiresAt: 6000 });
  store.reopen();
  expect(store.sessions.get('a')).toEqual(session('a', { seenAt: 2000, expiresAt: 6000 }));
  expect(store.sessions.get('b')).toBeNull();
});

it('forgets one that was ended', () => {
  const { sessions } = openSessions();
  sessions.create(session('a'), 10);
  sessions.remove('a');
  expect(sessions.get('a')).toBeNull();
});

it('drops expired ones with the next sign-in', () => {
  const { sessions } = openSessions();
  sessions.create(session('old'), 10);
  sessions.create(session('living', { expiresAt: 5001 }), 10);
  sessions.create(session('new', { createdAt: 5000, seenAt: 5000, expiresAt: 9000 }), 10);
  expect(['old', 'living', 'new'].map((digest) => sessions.get(digest) !== null)).toEqual([
    false,
    true,
    true,
  ]);
});

it('drops the longest unseen one when there are too many, never the new one', () => {
  const { sessions } = openSessions();
  sessions.create(session('used', { seenAt: 3000 }), 2);
  sessions.create(session('unused', { seenAt: 2000 }), 2);
  // The clock was set back.
  sessions.create(session('new', { createdAt: 500, seenAt: 500 }), 2);
  expect(['used', 'unused', 'new'].map((digest) => sessions.get(digest) !== null)).toEqual([
    true,
    false,
    true,
  ]);
});
