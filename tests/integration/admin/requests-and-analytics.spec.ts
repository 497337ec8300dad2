import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '#main/store/open-store';
import { testRecord } from '#main/store/testing/test-record';
import type { RequestPage } from '#shared/contract/requests';
import { analyticsSchema, type Analytics } from '#shared/domain/analytics';
import { requestRecordSchema, type RequestRecord } from '#shared/domain/request-record';
import type { RoutexEvent } from '#shared/domain/routex-event';
import { startFakeProvider } from '#tests/support/fake-provider/index';
import { createHome, startServe, type RunningServe, type ServeLine } from '../cli/run-cli';
import { computeTotals, countBy } from './support/compute-analytics';
import { generateRecords } from './support/generate-records';
import { BEARER, openAccess } from './support/open-access';
import { openEventStream } from './support/open-event-stream';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const END = Date.UTC(2026, 10, 23, 12);
const RECORDS = generateRecords(3000, { from: END - 14 * DAY_MS, to: END });

type Serve = RunningServe & { line: ServeLine };

/** The built command on a data directory with a history. */
function serveRecords(records: readonly RequestRecord[]): Promise<Serve> {
  const home = createHome();
  const store = openStore({
    path: join(home, 'routex.db'),
    backupsDir: join(home, 'backups'),
    clock: { now: () => END },
  });
  store.requests.insertMany(records);
  store.close();
  return startServe({ home });
}

function adminHeaders({ line }: Serve): Record<string, string> {
  return { authorization: `Bearer ${line.adminToken}` };
}

async function ask<Answer>(serve: Serve, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${serve.line.address}/api${path}`, {
    headers: { ...adminHeaders(serve), ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${text}`);
  return JSON.parse(text) as Answer;
}

const selectPeriod = (from: number, to: number): RequestRecord[] =>
  RECORDS.filter(({ startedAt }) => startedAt >= from && startedAt < to);

describe('the figures of the built gateway', () => {
  it('are those of the records, for every period and filter', async () => {
    const serve = await serveRecords(RECORDS);
    const load = async (query: string): Promise<Analytics> =>
      analyticsSchema.strict().parse(await ask(serve, `/analytics?${query}`));

    const from = END - 3 * DAY_MS - 12_345;
    const analytics = await load(`from=${from}&to=${END}&utcOffsetMinutes=330`);
    const records = selectPeriod(from, END);
    expect(analytics.totals).toEqual(roundSpeed(analytics.totals, computeTotals(records)));
    const before = computeTotals(selectPeriod(from - (END - from), from));
    expect(analytics.previous).toEqual(roundSpeed(analytics.previous, before));

    expect(analytics.channels.map(({ channelId, requests }) => [channelId, requests])).toEqual(
      countBy(records, ({ channelId }) => channelId),
    );
    expect(analytics.models.map(({ model, requests }) => [model, requests])).toEqual(
      countBy(records, ({ model }) => model),
    );
    expect(analytics.clients.map(({ client, requests }) => [client, requests])).toEqual(
      countBy(records, ({ client }) => client),
    );
    expect(analytics.failures.map(({ kind, requests }) => [kind, requests])).toEqual(
      countBy(records, ({ failure, outcome }) => (outcome === 'cancelled' ? null : (failure?.kind ?? null))),
    );
    for (const { channelId, channelName, ...share } of analytics.channels) {
      expect(channelName).toBe(`Channel ${channelId}`);
      expect(computeTotals(records.filter((each) => each.channelId === channelId))).toMatchObject(share);
    }
    for (const { model, ...share } of analytics.models) {
      expect(computeTotals(records.filter((each) => each.model === model))).toMatchObject(share);
    }

    const { timeline, bucketMs } = analytics;
    expect(timeline.length).toBeLessThanOrEqual(121);
    for (const [index, { start, ...point }] of timeline.entries()) {
      expect(start).toBe((timeline[0]?.start ?? 0) + index * bucketMs);
      // A full step of a clock that is five and a half hours ahead.
      expect((start + 330 * 60_000) % bucketMs).toBe(0);
      const inBucket = records.filter((each) => each.startedAt >= start && each.startedAt < start + bucketMs);
      expect(computeTotals(inBucket)).toMatchObject(point);
    }

    const filtered = await load(
      `from=${from}&to=${END}&channelId=ch_1&model=%E6%A8%A1%E5%9E%8B&client=codex`,
    );
    const matching = records.filter(
      ({ channelId, model, client }) => channelId === 'ch_1' && model === '模型' && client === 'codex',
    );
    expect(filtered.totals).toEqual(roundSpeed(filtered.totals, computeTotals(matching)));

    const { total, empty } = {
      total: await load('windowMs=34560000000'),
      empty: await load('windowMs=60000'),
    };
    expect(total.totals.requests).toBe(computeTotals(RECORDS).requests);
    expect(empty.totals.requests).toBe(0);
  });
});

/** A mean depends on the order of its additions in the last digits, and only there. */
function roundSpeed<Totals extends { tokensPerSecond: number | null }>(
  { tokensPerSecond: actual }: { tokensPerSecond: number | null },
  expected: Totals,
): Totals {
  const { tokensPerSecond } = expected;
  if (tokensPerSecond === null || actual === null || Math.abs(tokensPerSecond - actual) > 1e-9)
    return expected;
  return { ...expected, tokensPerSecond: actual };
}

describe('the request list of the built gateway', () => {
  it('shows each request once, page by page, whatever else comes in, and finds by filter', async () => {
    const serve = await serveRecords(RECORDS);
    const listAll = async (query: string): Promise<RequestRecord[]> => {
      const items: RequestRecord[] = [];
      let cursor = '';
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- a page says where the next one begins
        const page = await ask<RequestPage>(serve, `/requests?limit=200&${query}${cursor}`);
        items.push(...page.items);
        if (page.nextCursor === null) return items;
        cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
      }
    };
    const newestFirst = RECORDS.toSorted((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));
    const all = await listAll('');
    expect(all.map(({ id }) => id)).toEqual(newestFirst.map(({ id }) => id));
    expect(all[7]).toEqual(newestFirst[7]);

    const from = END - 5 * DAY_MS;
    const filtered = await listAll(`outcome=failed&client=sdk&sessionId=session-3&from=${from}&to=${END}`);
    expect(filtered.map(({ id }) => id)).toEqual(
      newestFirst
        .filter(
          ({ outcome, client, sessionId }) =>
            outcome === 'failed' && client === 'sdk' && sessionId === 'session-3',
        )
        .filter(({ startedAt }) => startedAt >= from && startedAt < END)
        .map(({ id }) => id),
    );
    expect(await ask(serve, `/requests/${RECORDS[0]?.id}`)).toEqual(RECORDS[0]);
  });

  it.each([
    ['/requests?cursor=nonsense', 'cursor'],
    ['/requests?from=NaN', 'from'],
    ['/requests?from=', 'from'],
    ['/requests?from=2&to=1', 'to'],
    ['/requests?limit=1e9', 'limit'],
    ['/analytics?from=5&to=5', 'to'],
    ['/analytics?from=5', 'to'],
    ['/analytics?windowMs=Infinity', 'windowMs'],
    ['/analytics/stream?windowMs=1', 'windowMs'],
  ])('%s is refused, naming %s', async (path, field) => {
    const { ask: askRaw } = await openAccess();
    const { status, text } = await askRaw(`/api${path}`, { headers: BEARER });
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ code: 'INVALID_INPUT', data: { field } });
  });
});

describe('a running gateway', () => {
  it('tells live views of each finished request, and ends them when it stops', async () => {
    const serve = await serveRecords([]);
    const { address, token } = serve.line;
    const provider = await startFakeProvider();
    onTestFinished(() => provider.close());
    // What an EventSource sends when it comes back is no request for the past.
    const headers = { ...adminHeaders(serve), 'last-event-id': '99', 'cache-control': 'no-cache' };
    const events = await openEventStream(`${address}/api/events`, headers);
    const figures = await openEventStream(`${address}/api/analytics/stream?windowMs=3600000`, headers);
    for (const stream of [events, figures]) {
      expect(stream.status).toBe(200);
      expect(stream.headers).toMatchObject({
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
      });
    }
    await events.until(() => events.messages().length === 1);
    await figures.until(() => figures.messages().length === 1);
    expect(events.messages()).toEqual([{ type: 'hello' }]);
    expect(figures.messages<Analytics>()[0]?.totals.requests).toBe(0);

    await ask(serve, '/channels', {
      name: 'Mine',
      protocol: 'openai-chat',
      baseUrl: `${provider.url}/v1`,
      credentials: [{ kind: 'key', secret: provider.key }],
    });
    const answer = await fetch(`${address}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-5', messages: [{ role: 'user', content: 'Hello' }] }),
    });
    expect(answer.status).toBe(200);
    await events.until(() => events.messages<RoutexEvent>().some(({ type }) => type === 'request.finished'));
    const told = events.messages<RoutexEvent>().find((event) => event.type === 'request.finished');
    const record = requestRecordSchema.parse(told?.request);
    expect(record).toMatchObject({ outcome: 'success', model: 'gpt-5' });
    await figures.until(() => figures.messages().length === 2);
    expect(figures.messages<Analytics>()[1]).toMatchObject({ totals: { requests: 1, success: 1 } });
    expect(await ask(serve, `/requests/${record.id}`)).toEqual(record);

    serve.signal('SIGTERM');
    const { code } = await serve.ended;
    await Promise.all([events.closed, figures.closed]);
    expect(code).toBe(0);
    expect(events.messages().at(-1)).toEqual({ type: 'state.changed', state: 'draining' });
  });

  it('tells live views once that it was asked to stop over the admin API', async () => {
    const serve = await serveRecords([]);
    const events = await openEventStream(`${serve.line.address}/api/events`, adminHeaders(serve));
    await events.until(() => events.messages().length === 1);
    await ask(serve, '/system/stop', { drainMs: 1000 });
    await serve.ended;
    await events.closed;
    expect(events.messages()).toEqual([{ type: 'hello' }, { type: 'state.changed', state: 'draining' }]);
  });

  it('keeps quiet streams alive with comments', async () => {
    const { url } = await openAccess();
    const stream = await openEventStream(`${url}/api/events`, BEARER);
    // The first comment opens the stream, the next one comes because nothing happens.
    await stream.until(({ text }) => text.split(/^:/m).length >= 3);
    expect(stream.messages()).toEqual([{ type: 'hello' }]);
  });

  it('forgets a live view whose connection is gone', async () => {
    const { url, api } = await openAccess();
    const streams = await Promise.all(
      Array.from({ length: 100 }, () => openEventStream(`${url}/api/events`, BEARER)),
    );
    expect(api.events.subscribers).toBe(100);
    const refused = await openEventStream(`${url}/api/events`, BEARER);
    expect(refused.status).toBe(503);
    await refused.closed;
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'BUSY', data: { reason: 'too_many_live_views' } });
    for (const stream of streams) stream.leave();
    await expect.poll(() => api.events.subscribers).toBe(0);
  });

  it('forgets a reader of figures whose connection is gone', async () => {
    const { url } = await openAccess();
    for (let round = 0; round < 2; round += 1) {
      // oxlint-disable-next-line no-await-in-loop -- the second round needs the places of the first
      const streams = await Promise.all(
        Array.from({ length: 50 }, () => openEventStream(`${url}/api/analytics/stream`, BEARER)),
      );
      expect(streams.map(({ status }) => status)).toEqual(Array(50).fill(200));
      for (const stream of streams) stream.leave();
      // oxlint-disable-next-line no-await-in-loop -- as above
      await expect
        .poll(async () => {
          const next = await openEventStream(`${url}/api/analytics/stream`, BEARER);
          next.leave();
          return next.status;
        })
        .toBe(200);
    }
  });

  it('leaves out what a reader that does not read has no room for, and serves the others', async () => {
    const { url, api } = await openAccess();
    const slow = await openEventStream(`${url}/api/events`, BEARER);
    slow.pause();
    const record = testRecord('large', { failure: { kind: 'internal', message: 'x'.repeat(5000) } });
    const events = api.events.subscribe();
    await events.next();
    for (let event = 0; event < 3000; event += 1) {
      api.events.publish({ type: 'request.finished', request: record });
      // oxlint-disable-next-line no-await-in-loop -- this one keeps up
      expect((await events.next()).value).toMatchObject({ type: 'request.finished' });
    }
    await events.return();
    slow.resume();
    await slow.until(() => slow.messages<RoutexEvent>().some(({ type }) => type === 'missed'));
    api.events.publish({ type: 'settings.changed' });
    await slow.until(() => slow.messages<RoutexEvent>().some(({ type }) => type === 'settings.changed'));
    const told = slow.messages<RoutexEvent>();
    const missed = told.reduce((sum, event) => sum + (event.type === 'missed' ? event.events : 0), 0);
    const finished = told.filter(({ type }) => type === 'request.finished').length;
    expect(finished + missed).toBe(3000);
  });
});
