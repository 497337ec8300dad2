import { describe, expect, it } from 'vitest';
import { openTestApi, readAllBytes } from '#main/api/testing/open-test-api';
import { createLogger } from '#main/observability/create-logger';
import type { DashboardSessionRepository } from '#main/store/types';
import { createDashboardSessions } from './dashboard-sessions';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ADMIN_TOKEN = 'rtxa_fake-admin-token-for-tests';

function failToWrite(): never {
  throw new Error('attempt to write a readonly database');
}

function failToRead(): never {
  throw new Error('database disk image is malformed');
}

/** A database that has become read-only. */
function breakWrites(repository: DashboardSessionRepository): DashboardSessionRepository {
  const fail = failToWrite;
  return { get: (digest) => repository.get(digest), create: fail, update: fail, remove: fail };
}

function open(adminToken = ADMIN_TOKEN) {
  const api = openTestApi();
  const clock = { time: Date.UTC(2026, 10, 23), now: () => clock.time };
  const log: string[] = [];
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void log.push(line) } });
  const repository = api.store.dashboardSessions;
  const openWith = (change: { adminToken?: string; repository?: DashboardSessionRepository } = {}) =>
    createDashboardSessions({ repository, adminToken, clock, logger, ...change });
  return { api, clock, log, repository, sessions: openWith(), openWith };
}

describe('a dashboard session', () => {
  it('is open for its secret only, which is stored nowhere', async () => {
    const { sessions, api } = open();
    const secret = sessions.begin();
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(sessions.use(secret)).toBe(true);
    expect(sessions.use(`${secret}x`)).toBe(false);
    expect(sessions.use('')).toBe(false);
    expect(sessions.begin()).not.toBe(secret);
    await api.close();
    expect(readAllBytes(api.directory)).not.toContain(secret);
  });

  it('ends 12 hours after it was last used', () => {
    const { sessions, clock } = open();
    const secret = sessions.begin();
    clock.time += 12 * HOUR_MS - 1;
    expect(sessions.use(secret)).toBe(true);
    clock.time += 12 * HOUR_MS - 1;
    expect(sessions.use(secret)).toBe(true);
    clock.time += 12 * HOUR_MS;
    expect(sessions.use(secret)).toBe(false);
    // A clock that goes back does not open it again.
    clock.time -= 12 * HOUR_MS;
    expect(sessions.use(secret)).toBe(false);
  });

  it('ends after seven days however much it is used', () => {
    const { sessions, clock } = open();
    const secret = sessions.begin();
    for (let hours = 6; hours < 7 * 24; hours += 6) {
      clock.time += 6 * HOUR_MS;
      expect(sessions.use(secret)).toBe(true);
    }
    clock.time += 6 * HOUR_MS;
    expect(sessions.use(secret)).toBe(false);
  });

  it('is written at most once a minute', () => {
    const { repository, clock, openWith } = open();
    let writes = 0;
    const sessions = openWith({
      repository: {
        ...repository,
        update(digest, change) {
          writes += 1;
          repository.update(digest, change);
        },
      },
    });
    const secret = sessions.begin();
    for (let second = 0; second < 120; second += 1) {
      clock.time += 1000;
      sessions.use(secret);
    }
    expect(writes).toBe(2);
  });

  it('is over for good once ended', () => {
    const { sessions, openWith } = open();
    const secret = sessions.begin();
    sessions.end(secret);
    expect(sessions.use(secret)).toBe(false);
    expect(openWith().use(secret)).toBe(false);
  });

  it('outlives a restart, but not another admin token', () => {
    const { sessions, openWith } = open();
    const secret = sessions.begin();
    expect(openWith().use(secret)).toBe(true);
    expect(openWith({ adminToken: 'rtxa_fake-other-admin-token' }).use(secret)).toBe(false);
  });

  it('is one of at most 32; the one longest unused goes', () => {
    const { sessions, clock } = open();
    const secrets = Array.from({ length: 33 }, () => {
      clock.time += 1000;
      return sessions.begin();
    });
    expect(secrets.map((secret) => sessions.use(secret))).toEqual(secrets.map((_, index) => index > 0));
  });
});

describe('while the database cannot be written', () => {
  it('somebody can sign in, stay signed in, and sign out', () => {
    const { repository, clock, log, openWith } = open();
    const sessions = openWith({ repository: breakWrites(repository) });
    const secret = sessions.begin();
    clock.time += 11 * HOUR_MS;
    expect(sessions.use(secret)).toBe(true);
    clock.time += 11 * HOUR_MS;
    expect(sessions.use(secret)).toBe(true);
    sessions.end(secret);
    expect(sessions.use(secret)).toBe(false);
    expect(log.join('')).toContain('readonly database');
    expect(log.join('')).not.toContain(secret);
  });

  it('a stored session does not open again once it was ended', () => {
    const { repository, sessions, openWith } = open();
    const secret = sessions.begin();
    const readOnly = openWith({ repository: breakWrites(repository) });
    expect(readOnly.use(secret)).toBe(true);
    readOnly.end(secret);
    expect(readOnly.use(secret)).toBe(false);
  });

  it('a stored session stays open while it is used', () => {
    const { repository, clock, sessions, openWith } = open();
    const secret = sessions.begin();
    const readOnly = openWith({ repository: breakWrites(repository) });
    clock.time += 11 * HOUR_MS;
    expect(readOnly.use(secret)).toBe(true);
    clock.time += 11 * HOUR_MS;
    expect(readOnly.use(secret)).toBe(true);
  });

  it('sessions in memory are bounded and end like others', () => {
    const { repository, clock, openWith } = open();
    const sessions = openWith({ repository: breakWrites(repository) });
    const secrets = Array.from({ length: 33 }, () => sessions.begin());
    expect(secrets.map((secret) => sessions.use(secret))).toEqual(secrets.map((_, index) => index > 0));
    clock.time += DAY_MS;
    expect(secrets.some((secret) => sessions.use(secret))).toBe(false);
  });

  it('a database that cannot even be read signs nobody in, and breaks nothing', () => {
    const { repository, openWith } = open();
    const sessions = openWith({ repository: { ...breakWrites(repository), get: failToRead } });
    expect(sessions.use('fake-secret')).toBe(false);
    expect(sessions.use(sessions.begin())).toBe(true);
  });
});
