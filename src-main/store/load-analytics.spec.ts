import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { analyticsSchema } from '#shared/domain/analytics';
import type { RequestRecord } from '#shared/domain/request-record';
import { loadAnalytics, type AnalyticsCall } from './load-analytics';
import { openTestStore } from './testing/open-test-store';
import { testAttempt, testRecord } from './testing/test-record';
import type { ChannelRepository } from './types';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FROM = Date.UTC(2026, 10, 23, 10);
const TO = FROM + 2 * HOUR_MS;

function testChannel(id: string, name: string): Parameters<ChannelRepository['create']>[0] {
  return {
    id,
    name,
    provider: 'custom',
    protocol: 'openai-chat',
    baseUrl: 'http://127.0.0.1:9/v1',
    authStyle: 'none',
    models: ['*'],
    modelMapping: {},
    defaultModel: null,
    priority: 50,
    weight: 1,
    enabled: true,
    profile: {},
    credentials: [],
  };
}

function openAnalytics(records: readonly RequestRecord[]) {
  const { store, path } = openTestStore();
  store.requests.insertMany(records);
  const database = new Database(path, { readonly: true });
  onTestFinished(() => void database.close());
  const load = (call: Partial<AnalyticsCall> = {}) =>
    analyticsSchema.parse(loadAnalytics(database, { from: FROM, to: TO, utcOffsetMinutes: 0, ...call }));
  return { store, load };
}

const NOTHING = {
  requests: 0,
  success: 0,
  failed: 0,
  refused: 0,
  cancelled: 0,
  failedOver: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  costMicroUsd: 0,
  unpriced: 0,
  totalMs: { p50: null, p95: null },
  firstTokenMs: { p50: null, p95: null },
  tokensPerSecond: null,
};

const usage = (input: number, output: number) => ({
  input,
  output,
  cacheRead: 3,
  cacheWrite5m: 4,
  cacheWrite1h: 5,
  reasoning: 6,
});

const at = (minutes: number) => FROM + minutes * MINUTE_MS;

describe('analytics', () => {
  it('of nothing are zeros and nulls with a complete timeline', () => {
    const { load } = openAnalytics([]);
    const analytics = load();
    expect(analytics).toMatchObject({ from: FROM, to: TO, totals: NOTHING, previous: NOTHING });
    expect(analytics).toMatchObject({ channels: [], models: [], clients: [], failures: [] });
    expect(analytics.bucketMs).toBe(MINUTE_MS);
    expect(analytics.timeline.map(({ start }) => start)).toEqual(
      Array.from({ length: 120 }, (_, minute) => at(minute)),
    );
  });

  it('add up outcomes, tokens, speed and latency of the period, its begin included and its end not', () => {
    const { load } = openAnalytics([
      testRecord('before', { startedAt: FROM - 0.5 }),
      testRecord('begin', {
        startedAt: FROM,
        usage: usage(10, 20),
        totalMs: 100,
        firstTokenMs: 40,
        tokensPerSecond: 30,
      }),
      testRecord('slow', {
        startedAt: at(1),
        usage: usage(1, 2),
        cost: { microUsd: 250, source: 'list' },
        totalMs: 900,
        tokensPerSecond: 60,
      }),
      testRecord('no usage', { startedAt: at(2), totalMs: 200, firstTokenMs: 80 }),
      // Neither its time nor its kind counts as a success's would.
      testRecord('failed', {
        startedAt: at(3),
        outcome: 'failed',
        failure: { kind: 'overloaded', message: '' },
        usage: usage(100, 200),
        totalMs: 5,
        firstTokenMs: 1,
      }),
      testRecord('refused', {
        startedAt: at(3),
        outcome: 'refused',
        failure: { kind: 'no_channel', message: '' },
      }),
      testRecord('cancelled', {
        startedAt: at(3),
        outcome: 'cancelled',
        failure: { kind: 'cancelled', message: '' },
      }),
      testRecord('counted', { startedAt: at(4), operation: 'count_tokens', usage: usage(1000, 0) }),
      testRecord('end', { startedAt: TO }),
    ]);
    const { totals, previous, failures } = load();
    expect(totals).toEqual({
      requests: 6,
      success: 3,
      failed: 1,
      refused: 1,
      cancelled: 1,
      failedOver: 0,
      inputTokens: 111,
      outputTokens: 222,
      cacheReadTokens: 9,
      cacheWriteTokens: 27,
      reasoningTokens: 18,
      costMicroUsd: 250,
      // The fast and the failed one; without tokens there is nothing to pay.
      unpriced: 2,
      totalMs: { p50: 200, p95: 900 },
      firstTokenMs: { p50: 40, p95: 80 },
      tokensPerSecond: 45,
    });
    expect(previous).toMatchObject({ requests: 1, success: 1 });
    expect(failures).toEqual([
      { kind: 'no_channel', requests: 1 },
      { kind: 'overloaded', requests: 1 },
    ]);
  });

  it('count a request as failed over when another channel answered it', () => {
    const failed = testAttempt({ outcome: 'failed' });
    const { load } = openAnalytics([
      testRecord('at once', { startedAt: at(1), attempts: [testAttempt()] }),
      testRecord('over', { startedAt: at(1), attempts: [failed, testAttempt()] }),
      testRecord('over twice', { startedAt: at(1), attempts: [failed, failed, testAttempt()] }),
      testRecord('in vain', { startedAt: at(1), outcome: 'failed', attempts: [failed, failed] }),
    ]);
    expect(load().totals.failedOver).toBe(2);
  });

  it('put each request into the bucket it began in', () => {
    const { load } = openAnalytics([
      testRecord('first', { startedAt: at(0), usage: usage(1, 2), totalMs: 10, firstTokenMs: 5 }),
      testRecord('edge', { startedAt: at(1) - 0.25, totalMs: 30 }),
      testRecord('next', { startedAt: at(1), outcome: 'failed' }),
      testRecord('last', { startedAt: TO - 0.25 }),
    ]);
    const { timeline } = load();
    expect(timeline[0]).toEqual({
      start: at(0),
      costMicroUsd: 0,
      requests: 2,
      failed: 0,
      inputTokens: 1,
      outputTokens: 2,
      totalMs: { p50: 10, p95: 30 },
      firstTokenMs: { p50: 5, p95: 5 },
    });
    expect(timeline[1]).toMatchObject({ requests: 1, failed: 1, totalMs: { p50: null } });
    expect(timeline[119]).toMatchObject({ requests: 1 });
    expect(timeline.reduce((sum, { requests }) => sum + requests, 0)).toBe(4);
  });

  it('begin the timeline at a full step when the period does not', () => {
    const { load } = openAnalytics([testRecord('a', { startedAt: at(0.75) })]);
    const { timeline } = load({ from: at(0.5), to: at(0.5) + HOUR_MS, utcOffsetMinutes: 0 });
    expect(timeline[0]?.start).toBe(at(0.5));
    const odd = load({ from: at(0.5) + 1, to: at(0.5) + HOUR_MS });
    expect(odd.timeline[0]?.start).toBe(at(0.5));
    expect(odd.totals.requests).toBe(1);
  });

  it('tell channels, models and clients apart, busiest first', () => {
    const { store, load } = openAnalytics([
      testRecord('a', {
        startedAt: at(1),
        channelId: 'gone',
        model: 'm1',
        client: 'codex',
        totalMs: 1,
        attempts: [
          testAttempt({ channelId: 'kept', channelName: 'Before' }),
          testAttempt({ channelId: 'gone', channelName: 'Newest' }),
        ],
      }),
      testRecord('b', { startedAt: at(2), channelId: 'kept', model: 'm2', usage: usage(1, 2), totalMs: 2 }),
      testRecord('c', { startedAt: at(3), channelId: 'kept', model: 'm2', totalMs: 3 }),
      testRecord('d', { startedAt: at(4), channelId: 'unheard', model: 'm2', totalMs: 4 }),
      testRecord('e', { startedAt: at(5), channelId: null, model: 'm3', outcome: 'refused', totalMs: 5 }),
      // The channel had another name by then.
      testRecord('names', {
        startedAt: 2,
        channelId: 'gone',
        attempts: [testAttempt({ channelId: 'gone', channelName: 'Old' })],
      }),
    ]);
    store.channels.create(testChannel('kept', 'Present'));
    const { channels, models, clients } = load();
    expect(channels).toMatchObject([
      { channelId: 'kept', channelName: 'Present', requests: 2, inputTokens: 1, totalMs: { p50: 2, p95: 3 } },
      { channelId: 'gone', channelName: 'Newest', requests: 1, totalMs: { p50: 1 } },
      { channelId: 'unheard', channelName: null, requests: 1, totalMs: { p50: 4 } },
    ]);
    expect(channels).toHaveLength(3);
    expect(models).toMatchObject([
      { model: 'm2', requests: 3, success: 3, cacheWriteTokens: 9 },
      { model: 'm1', requests: 1 },
      { model: 'm3', requests: 1, success: 0, totalMs: { p50: null } },
    ]);
    expect(clients).toMatchObject([
      { client: 'claude-code', requests: 4 },
      { client: 'codex', requests: 1 },
    ]);
  });

  it.each<[Partial<AnalyticsCall>, number, number]>([
    [{ channelId: 'x' }, 2, 1],
    [{ model: 'm' }, 2, 0],
    [{ client: 'codex' }, 1, 1],
    [{ channelId: 'x', model: 'm', client: 'codex' }, 1, 0],
    [{ channelId: undefined }, 4, 2],
  ])('with %j count only what meets it, before too', (filter, requests, before) => {
    const { load } = openAnalytics([
      testRecord('0', { startedAt: at(-1), channelId: 'x', client: 'codex' }),
      testRecord('1', { startedAt: at(-2) }),
      testRecord('2', { startedAt: at(1), channelId: 'x' }),
      testRecord('3', { startedAt: at(1), channelId: 'x', model: 'm', client: 'codex' }),
      testRecord('4', { startedAt: at(1), model: 'm' }),
      testRecord('5', { startedAt: at(1) }),
    ]);
    const { totals, previous } = load(filter);
    expect([totals.requests, previous.requests]).toEqual([requests, before]);
  });
});
