import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestRecordSchema } from '#shared/domain/request-record';
import { openStore } from './open-store';
import { testAttempt as attempt, testRecord as record } from './testing/test-record';
import type { Store } from './types';

let directory: string;
let store: Store;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'routex-requests-'));
  store = openStore({
    path: join(directory, 'routex.db'),
    backupsDir: join(directory, 'backups'),
    clock: { now: () => 0 },
  });
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

const USAGE = { input: 10, output: 20, cacheRead: 3, cacheWrite5m: 4, cacheWrite1h: 5, reasoning: 6 };

const RULE = 'rr_0123456789abcdef';
const FULL = record('full', {
  stream: false,
  route: { by: 'rule', ruleId: RULE, presets: ['background'] },
  clientVersion: '2.1.0',
  sessionId: 'session',
  sessionSource: 'header:x-claude-code-session-id',
  gatewayTokenId: 'token',
  channelId: 'second',
  upstreamModel: 'upstream',
  outcome: 'failed',
  status: 502,
  failure: { kind: 'truncated', message: 'the stream ended early' },
  stopReason: 'max_tokens',
  usage: { ...USAGE, estimated: true },
  tokensPerSecond: 45.6,
  queueMs: 0.75,
  firstTokenMs: 50.5,
  warnings: ['dropped top_k', '忽略'],
  attempts: [
    attempt({
      channelId: 'first',
      outcome: 'failed',
      status: null,
      failure: { kind: 'unreachable', message: 'ECONNREFUSED' },
      timings: { connectMs: null, firstByteMs: null, firstTokenMs: null, endMs: null },
    }),
    attempt({ channelId: 'second', credentialId: 'credential', upstreamRequestId: 'req_1' }),
  ],
});

describe('requests', () => {
  it('come back exactly as they were recorded', () => {
    const records = [
      FULL,
      record('empty'),
      record('usage', { usage: USAGE }),
      record('counted', { usage: { ...USAGE, estimated: false } }),
    ];
    for (const each of records) expect(requestRecordSchema.parse(each)).toEqual(each);
    store.requests.insertMany(records);
    for (const each of records) expect(store.requests.get(each.id)).toStrictEqual(each);
    expect(store.requests.get('unknown')).toBeNull();
  });

  it('are not changed by a second record of the same id', () => {
    store.requests.insertMany([FULL]);
    store.requests.insertMany([{ ...FULL, model: 'other', attempts: [attempt()] }, record('new')]);
    expect(store.requests.get('full')).toStrictEqual(FULL);
    expect(store.requests.get('new')).not.toBeNull();
  });

  it('are written all or none', () => {
    const broken = record('broken', { status: 200.5 });
    expect(() => store.requests.insertMany([record('fine'), broken])).toThrow(/INTEGER/);
    expect(store.requests.get('fine')).toBeNull();
  });

  it('add up since a moment, without token counting and the like', () => {
    expect(store.requests.totals(0)).toEqual({ requests: 0, failed: 0, inputTokens: 0, outputTokens: 0 });
    store.requests.insertMany([
      record('before', { startedAt: 9, usage: USAGE }),
      record('success', { startedAt: 10, usage: USAGE }),
      record('no usage', { startedAt: 11 }),
      record('failed', { startedAt: 12, outcome: 'failed', usage: USAGE }),
      record('refused', { startedAt: 13, outcome: 'refused' }),
      record('cancelled', { startedAt: 14, outcome: 'cancelled' }),
      record('count', { startedAt: 15, operation: 'count_tokens', usage: USAGE }),
    ]);
    expect(store.requests.totals(10)).toEqual({ requests: 5, failed: 1, inputTokens: 20, outputTokens: 40 });
  });
});

it('keeps what a request cost, and that it is unknown', () => {
  const cost = { microUsd: 0, source: 'user' } as const;
  store.requests.insertMany([record('free', { cost }), record('unknown')]);
  expect(store.requests.get('free')?.cost).toEqual(cost);
  expect(store.requests.get('unknown')?.cost).toBeNull();
});

const hits = () => Object.fromEntries(store.requests.routeHits());
const routed = (id: string, change: object = {}) =>
  record(id, { route: { by: 'rule', ruleId: RULE, presets: ['image'] }, ...change });

describe('hits', () => {
  it('are counted with the records of a rule and of presets, over restarts', () => {
    store.requests.insertMany([
      routed('a'),
      routed('b', { route: { by: null, ruleId: null, presets: ['image'] } }),
    ]);
    store.close();
    store = openStore({
      path: join(directory, 'routex.db'),
      backupsDir: join(directory, 'backups'),
      clock: { now: () => 0 },
    });
    store.requests.insertMany([routed('c'), record('d')]);
    expect(hits()).toEqual({ [RULE]: 2, 'preset:image': 3 });
  });

  it('are counted once for a record that is written twice, and not for counts of tokens', () => {
    store.requests.insertMany([routed('a')]);
    store.requests.insertMany([routed('a'), routed('b', { operation: 'count_tokens' })]);
    expect(hits()).toEqual({ [RULE]: 1, 'preset:image': 1 });
  });
});
