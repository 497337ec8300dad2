import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeRaw, startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { describeCall, PROTOCOLS, tokenHeaders } from '../failover/support/call-gateway';

let provider: FakeProvider;
let gateway: TestGateway;

beforeAll(async () => {
  provider = await startFakeProvider();
  gateway = await startTestGateway({
    channels: PROTOCOLS.map((protocol) =>
      testChannel({ id: protocol, protocol, baseUrl: provider.url, key: provider.key }),
    ),
  });
});
afterAll(async () => {
  await gateway.close();
  await provider.close();
});

describe.each(PROTOCOLS)('%s: a base URL entered with or without its version', (protocol) => {
  const { path, body } = describeCall(protocol);

  it.each([`/v1${path}`, path.replace(/^\/v1(?=\/)/, ''), `${path}`.replace(/(\?|$)/, '/$1')])(
    '%s that is not found',
    async (variant) => {
      // A colon ends a Gemini path; nobody writes a slash behind it.
      if (protocol === 'gemini' && /\/(\?|$)/.test(variant)) return;
      const exchange = await exchangeRaw(gateway.url + variant, {
        body,
        headers: tokenHeaders(protocol, gateway.token),
      });
      expect(exchange.status).toBe(200);
      expect(provider.requests.at(-1)?.path).toBe(path.split('?')[0]);
    },
  );
});

describe('probes', () => {
  const PROBES = [
    { method: 'HEAD', path: '/', text: '' },
    { method: 'GET', path: '/', text: '' },
    { method: 'HEAD', path: '/api/hello', text: '' },
    { method: 'GET', path: '/api/hello', text: '' },
    { method: 'POST', path: '/api/event_logging/batch', text: '{}' },
  ];

  it.each(PROBES)('$method $path that needs a token or is counted', async ({ method, path, text }) => {
    const records = gateway.records.length;
    const requests = provider.requests.length;
    const body = method === 'POST' ? { events: ['x'.repeat(100_000)] } : undefined;
    const exchange = await exchangeRaw(gateway.url + path, { method, body });
    expect(exchange).toMatchObject({ status: 200, text, end: 'complete' });
    expect(gateway.records).toHaveLength(records);
    expect(provider.requests).toHaveLength(requests);
  });

  it('a page of another origin that learns that Routex runs', async () => {
    const exchange = await exchangeRaw(`${gateway.url}/`, {
      method: 'GET',
      headers: { origin: 'https://evil.example' },
    });
    expect(exchange.status).toBe(403);
  });
});
