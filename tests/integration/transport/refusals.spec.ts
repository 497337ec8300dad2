import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeRaw, startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { DEFAULT_SETTINGS } from '#shared/domain/settings';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { callGateway, describeCall, PROTOCOLS, tokenHeaders } from '../failover/support/call-gateway';
import { expectErrorShape } from './support/error-shapes';

const LIMIT = 100_000;

let provider: FakeProvider;
let gateway: TestGateway;

beforeAll(async () => {
  provider = await startFakeProvider();
  gateway = await startTestGateway({
    channels: PROTOCOLS.map((protocol) =>
      testChannel({ id: protocol, protocol, baseUrl: provider.url, key: provider.key }),
    ),
    settings: { limits: { ...DEFAULT_SETTINGS.limits, bodyBytes: LIMIT } },
  });
});
afterAll(async () => {
  await gateway.close();
  await provider.close();
});

const LARGE = `{"model":"test-model","pad":"${'x'.repeat(3 * LIMIT)}"}`;

describe.each(PROTOCOLS)('%s: a body past the limit', (protocol) => {
  const status = protocol === 'gemini' ? 400 : 413;

  it.each([
    { how: 'announced', body: LARGE, headers: {} },
    { how: 'in chunks', body: LARGE, headers: { 'transfer-encoding': 'chunked' } },
    { how: 'only once unpacked', body: gzipSync(LARGE), headers: { 'content-encoding': 'gzip' } },
  ])('that is read to its end, or reset instead of answered: $how', async ({ body, headers }) => {
    const count = gateway.records.length + 1;
    const exchange = await callGateway(gateway, protocol, { body, headers });
    expectErrorShape(protocol, exchange, status);
    expect(await gateway.waitForRecord(count)).toMatchObject({
      outcome: 'refused',
      status,
      failure: { kind: 'too_large' },
      attempts: [],
    });
  });
});

const BAD_BODIES = [
  { name: 'empty', body: '' },
  { name: 'cut short', body: '{"model":"test-model","messages":[{"role":"us' },
  { name: 'no JSON', body: 'model=test-model' },
  { name: 'an array', body: '[]' },
  { name: 'two objects', body: '{"model":"m"}{"model":"m"}' },
  { name: 'without a model', body: '{"messages":[]}' },
  { name: 'with an empty model', body: '{"model":""}' },
  { name: 'with a number for a model', body: '{"model":5}' },
  { name: 'in an unknown encoding', body: '{"model":"m"}', headers: { 'content-encoding': 'snappy' } },
  { name: 'not in the encoding it names', body: '{"model":"m"}', headers: { 'content-encoding': 'gzip' } },
];

describe.each(PROTOCOLS.filter((protocol) => protocol !== 'gemini'))('%s: a body', (protocol) => {
  it.each(BAD_BODIES)('$name that is sent on, or answered with a 500', async ({ body, headers = {} }) => {
    const count = gateway.records.length + 1;
    const exchange = await callGateway(gateway, protocol, { body, headers });
    expectErrorShape(protocol, exchange, 400);
    expect(exchange.headers['x-should-retry']).toBe('false');
    expect(await gateway.waitForRecord(count)).toMatchObject({
      outcome: 'refused',
      failure: { kind: 'invalid_request' },
    });
  });
});

describe.each(PROTOCOLS)('%s: what is not served', (protocol) => {
  const { path } = describeCall(protocol);

  it.each(['GET', 'PUT', 'DELETE'])('%s without saying what is', async (method) => {
    const exchange = await callGateway(gateway, protocol, { method, body: undefined });
    expectErrorShape(protocol, exchange, 405);
    expect(exchange.headers.allow).toBe('POST');
  });

  it('an unknown path below a known one', async () => {
    const exchange = await exchangeRaw(`${gateway.url}${path.replace(/:.*$/, '')}/nothing/here`, {
      headers: tokenHeaders(protocol, gateway.token),
      body: {},
    });
    // Below a model list only other methods are served.
    const status = protocol === 'gemini' ? 405 : 404;
    expect(expectErrorShape(protocol, exchange, status)).toMatch(/POST|stored/);
  });
});

describe('paths', () => {
  it('a WebSocket that hangs instead of being told to fall back', async () => {
    const exchange = await exchangeRaw(`${gateway.url}/v1/responses`, {
      method: 'GET',
      headers: {
        ...tokenHeaders('openai-responses', gateway.token),
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'ZmFrZS13ZWJzb2NrZXQta2V5',
      },
    });
    expect(expectErrorShape('openai-responses', exchange, 426)).toContain('server-sent events');
  });

  it('a path of nobody’s in the shape of the wrong protocol', async () => {
    const ofGemini = await exchangeRaw(`${gateway.url}/v1beta/nothing`);
    expect(expectErrorShape('gemini', ofGemini, 404)).toContain('/v1beta/nothing');
    const ofNobody = await exchangeRaw(`${gateway.url}/nothing`);
    expect(expectErrorShape('openai-chat', ofNobody, 404)).toContain('/nothing');
  });

  it('an encoded path that throws while it is decoded', async () => {
    const exchange = await exchangeRaw(`${gateway.url}/v1beta/models/%E0%A4%A:generateContent`, { body: {} });
    expect(expectErrorShape('gemini', exchange, 401)).toContain('token');
  });

  it('any of these refusals reached an upstream', () => {
    expect(provider.requests).toHaveLength(0);
  });
});
