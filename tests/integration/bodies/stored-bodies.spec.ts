import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createExchangeStore, type ExchangeStore } from '#main/store/exchanges/create-exchange-store';
import { DEFAULT_SETTINGS, type BodiesSettings } from '#shared/domain/settings';
import type { StoredExchange } from '#shared/domain/stored-exchange';
import { failWith, startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { callGateway } from '../failover/support/call-gateway';

const KEY = 'fake-key-that-is-in-no-file-0001';
const MODEL = 'claude-opus-4-8';

const silent = () => undefined;
const logger = { debug: silent, info: silent, warn: silent, error: silent, child: () => logger };

let directory: string;
let provider: FakeProvider;
let gateway: TestGateway;
let store: ExchangeStore;
let limits: BodiesSettings;
let aheadMs = 0;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'routex-bodies-'));
  provider = await startFakeProvider({ key: KEY });
  provider.replyAlways({ parts: [{ text: `Hello. My key is ${KEY}.` }] });
  limits = { ...DEFAULT_SETTINGS.bodies, store: true };
  aheadMs = 0;
  store = createExchangeStore({
    path: join(directory, 'bodies.db'),
    clock: { now: () => Date.now() + aheadMs, monotonic: () => performance.now() },
    logger,
    limits: () => limits,
  });
  gateway = await startTestGateway({ exchanges: store });
});
afterEach(async () => {
  await gateway.close();
  await store.close();
  await provider.close();
  rmSync(directory, { recursive: true, force: true });
});

function configure(
  change: Partial<BodiesSettings> = {},
  protocol: 'anthropic-messages' | 'openai-chat' = 'anthropic-messages',
): void {
  const baseUrl = protocol === 'openai-chat' ? `${provider.url}/v1` : provider.url;
  const channel = (id: string) => testChannel({ id, name: id, protocol, baseUrl, key: KEY });
  limits = { ...limits, ...change };
  gateway.configure({ channels: [channel('ch_a'), channel('ch_b')], settings: { bodies: limits } });
}

async function ask({ stream = true } = {}): Promise<StoredExchange | null> {
  const count = gateway.records.length + 1;
  await callGateway(gateway, 'anthropic-messages', { model: MODEL, stream });
  const { id } = await gateway.waitForRecord(count);
  return store.get(id);
}

const read = (answer: StoredExchange['answer']): string =>
  answer?.chunks.map(({ text }) => text).join('') ?? '';

describe('bodies', () => {
  it('are not kept unless that is asked for, and no file is made', async () => {
    configure({ store: false });
    expect(await ask()).toBeNull();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('are kept of both sides, piece by piece, in a file of the owner alone', async () => {
    configure();
    const exchange = await ask();
    expect(exchange).toMatchObject({
      path: '/v1/messages',
      replayOf: null,
      request: { truncated: false, headers: { authorization: '[redacted]' } },
      attempts: [{ channelName: 'ch_a', response: { status: 200 } }],
      answer: null,
    });
    expect(JSON.parse(exchange?.request.body ?? '')).toMatchObject({ model: MODEL, stream: true });
    const response = exchange?.attempts[0]?.response ?? null;
    expect(read(response)).toContain('event: message_stop');
    expect(response?.chunks.every(({ ms }) => ms >= 0)).toBe(true);
    expect(statSync(join(directory, 'bodies.db')).mode & 0o777).toBe(0o600);
  });

  it('hold no credential, whoever said it', async () => {
    configure();
    const exchange = await ask({ stream: false });
    const response = read(exchange?.attempts[0]?.response ?? null);
    expect(response).toContain('My key is [redacted]');
    expect(JSON.stringify(exchange)).not.toContain(KEY);
    expect(JSON.stringify(exchange)).not.toContain(gateway.token);
    await store.close();
    for (const name of readdirSync(directory)) {
      const content = readFileSync(join(directory, name), 'latin1');
      expect([name, content.includes(KEY), content.includes(gateway.token)]).toEqual([name, false, false]);
    }
  });

  it('show each attempt, and what the client was given where that is something else', async () => {
    configure({}, 'openai-chat');
    provider.behave(failWith('overloaded'), { times: 1 });
    const exchange = await ask();
    expect(exchange?.attempts.map(({ channelName, response }) => [channelName, response?.status])).toEqual([
      ['ch_a', 503],
      ['ch_b', 200],
    ]);
    expect(JSON.parse(exchange?.attempts[1]?.request.body ?? '')).toHaveProperty('stream_options');
    expect(read(exchange?.attempts[1]?.response ?? null)).toContain('chat.completion.chunk');
    expect(read(exchange?.answer ?? null)).toContain('event: message_stop');
  });

  it('are cut at their limit, and say so', async () => {
    configure({ maxBytes: 40 });
    const exchange = await ask();
    expect(exchange?.request).toMatchObject({ truncated: true });
    expect(exchange?.request.body).toHaveLength(40);
    expect(exchange?.request.bytes).toBeGreaterThan(40);
    expect(read(exchange?.attempts[0]?.response ?? null).length).toBeLessThanOrEqual(40);
  });

  it('are not kept where there is no room for them, and the answer goes on', async () => {
    configure();
    const channels = [
      testChannel({ id: 'ch_a', protocol: 'anthropic-messages', baseUrl: provider.url, key: KEY }),
    ];
    const settings = { bodies: limits, limits: { ...DEFAULT_SETTINGS.limits, bufferedBytes: 1000 } };
    gateway.configure({ channels, settings });
    const { status } = await callGateway(gateway, 'anthropic-messages', { model: MODEL, stream: true });
    expect(status).toBe(200);
    const { id, responseBytes } = await gateway.waitForRecord(1);
    expect(responseBytes).toBeGreaterThan(1000);
    const { response } = (await store.get(id))?.attempts[0] ?? {};
    expect(response).toMatchObject({ truncated: true });
  });

  it('expire by age and by size, the oldest first', async () => {
    configure({ keepHours: 1 });
    const first = await ask();
    aheadMs = 2 * 60 * 60 * 1000;
    await ask();
    expect(await store.get(first?.requestId ?? '')).toBeNull();

    aheadMs = 0;
    const second = await ask();
    limits = { ...limits, maxTotalBytes: 1 };
    await ask();
    expect(await store.get(second?.requestId ?? '')).toBeNull();
  });

  it('are removed at once when that is asked for', async () => {
    configure();
    const exchange = await ask();
    await store.clear();
    expect(await store.get(exchange?.requestId ?? '')).toBeNull();
    expect(existsSync(join(directory, 'bodies.db'))).toBe(true);
  });
});
