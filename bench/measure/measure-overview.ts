import Database from 'better-sqlite3';
import type { RequestFilter } from '#shared/contract/requests';
import { openDatabase } from '#main/store/open-database';
import { createRequestRepository } from '#main/store/request-repository';
import { loadAnalytics } from '#main/store/load-analytics';
import { loadRequests } from '#main/store/load-requests';
import { advanceRollups } from '#main/store/rollups/advance-rollups';
import { generateRecord, HISTORY_DAYS } from '#bench/traffic/request-history';

const BATCH = 200;
const ROUNDS = 15;
const PAGE = 50;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** East of UTC, as most who do not live at UTC. */
const UTC_OFFSET_MINUTES = 480;

export interface TimedQuery {
  readonly name: string;
  readonly medianMs: number;
  readonly worstMs: number;
}

export interface OverviewTimes {
  readonly requests: number;
  /** Of the file, in bytes. */
  readonly size: number;
  /** Mean per request. */
  readonly insertUs: number;
  readonly rollupUs: number;
  /** Longest step of adding up; only the last part of it keeps the database from being written. */
  readonly longestRollupMs: number;
  readonly overviews: readonly TimedQuery[];
  readonly pages: readonly TimedQuery[];
}

/** What the screens of the dashboard ask for, of a history of a month before `now`, in a file of their own. */
export function measureOverview(directory: string, requests: number, now: number): OverviewTimes {
  const path = `${directory}/routex.db`;
  const database = openDatabase({ path, backupsDir: `${directory}/backups`, clock: { now: () => now } });
  try {
    const insertMs = time(() => fill(database, requests, now));
    database.pragma('wal_checkpoint(TRUNCATE)');
    const steps: number[] = [];
    const progress = { more: true };
    const advance = (): void => {
      progress.more = advanceRollups(database);
    };
    while (progress.more) steps.push(time(advance));
    database.pragma('wal_checkpoint(TRUNCATE)');
    const reader = new Database(path, { readonly: true });
    try {
      return {
        requests,
        size: Number(
          reader
            .prepare('SELECT page_count * page_size FROM pragma_page_count, pragma_page_size')
            .pluck()
            .get(),
        ),
        insertUs: (insertMs * 1000) / requests,
        rollupUs: (steps.reduce((sum, ms) => sum + ms, 0) * 1000) / requests,
        longestRollupMs: Math.max(...steps),
        overviews: measureOverviews(reader, now),
        pages: measurePages(reader),
      };
    } finally {
      reader.close();
    }
  } finally {
    database.close();
  }
}

function fill(database: Database.Database, requests: number, now: number): void {
  const repository = createRequestRepository(database);
  for (let first = 0; first < requests; first += BATCH) {
    const count = Math.min(BATCH, requests - first);
    repository.insertMany(
      Array.from({ length: count }, (_, index) => generateRecord(first + index, requests, now)),
    );
  }
}

function measureOverviews(database: Database.Database, now: number): TimedQuery[] {
  const periods = { '1 h': HOUR_MS, '24 h': DAY_MS, '7 d': 7 * DAY_MS, '30 d': HISTORY_DAYS * DAY_MS };
  const filters = {
    all: {},
    'one channel': { channelId: 'channel 1' },
    'one model': { model: 'model 1' },
    'one client': { client: 'claude-code' as const },
  };
  return Object.entries(periods).flatMap(([period, lengthMs]) =>
    Object.entries(filters).map(([filter, members]) =>
      measure(`${period}, ${filter}`, () =>
        // Not at a full minute: the ends of the period are added up from the requests themselves.
        loadAnalytics(database, {
          from: now - lengthMs - 12_345,
          to: now - 12_345,
          utcOffsetMinutes: UTC_OFFSET_MINUTES,
          ...members,
        }),
      ),
    ),
  );
}

function measurePages(database: Database.Database): TimedQuery[] {
  const filters: Readonly<Record<string, RequestFilter>> = {
    'no filter': {},
    channel: { channelId: 'channel 1' },
    'seldom used channel': { channelId: 'channel 9' },
    model: { model: 'model 2' },
    'seldom used model': { model: 'rare model' },
    client: { client: 'claude-code' },
    'seldom used client': { client: 'gemini-cli' },
    protocol: { protocol: 'gemini' },
    project: { project: '/home/me/project 7' },
    session: { sessionId: 'session 500' },
    failed: { outcome: 'failed' },
    refused: { outcome: 'refused' },
    success: { outcome: 'success' },
    'kind of failure': { failureKind: 'auth' },
    'failed of a model': { outcome: 'failed', model: 'model 3' },
    'channel and client': { channelId: 'channel 2', client: 'codex' },
    'search: a word of many': { search: 'model' },
    'search: a model': { search: 'rare' },
    'search: an error': { search: 'quota of organisation 17' },
    'search: a project': { search: 'PROJECT 77' },
    'search: a session': { search: 'session 5' },
    'search: nothing': { search: 'there is no such thing' },
    'search: an error of a channel': { search: 'quota', channelId: 'channel 1' },
  };
  return Object.entries(filters).flatMap(([name, filter]) => {
    const load = (after: { startedAt: number; id: string } | null) =>
      loadRequests(database, { filter, after, limit: PAGE + 1 });
    let after: { startedAt: number; id: string } | null = null;
    for (let page = 0; page < 10; page += 1) after = load(after).at(-1) ?? after;
    return [measure(name, () => load(null)), measure(`${name}, page 11`, () => load(after))];
  });
}

function measure(name: string, run: () => unknown): TimedQuery {
  run();
  const times = Array.from({ length: ROUNDS }, () => time(run)).toSorted((a, b) => a - b);
  return { name, medianMs: times[Math.floor(ROUNDS / 2)] ?? 0, worstMs: times.at(-1) ?? 0 };
}

function time(run: () => unknown): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}
