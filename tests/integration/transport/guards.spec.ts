import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeRaw, startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { callGateway, describeCall, PROTOCOLS } from '../failover/support/call-gateway';
import { expectErrorShape } from './support/error-shapes';

let provider: FakeProvider;
let gateway: TestGateway;

beforeAll(async () => {
  provider = await startFakeProvider();
  gateway = await startTestGateway({
    channels: PROTOCOLS.map((protocol) =>
      testChannel({ id: protocol, protocol, baseUrl: provider.url, key: provider.key }),
    ),
    settings: { allowedHosts: ['routex.lan'], allowedOrigins: ['https://trusted.example'] },
    fallback: {
      serve: (request, response) => {
        if (request.url?.startsWith('/health') !== true) return false;
        response.end('healthy');
        return true;
      },
    },
  });
});
afterAll(async () => {
  await gateway.close();
  await provider.close();
});

const REFUSED = [
  { name: 'a name that a page rebound to loopback', headers: { host: 'evil.example' }, status: 403 },
  { name: 'a host with a path in it', headers: { host: '127.0.0.1/x' }, status: 403 },
  { name: 'a web page of another origin', headers: { origin: 'https://evil.example' }, status: 403 },
  { name: 'a page without an origin', headers: { origin: 'null' }, status: 403 },
  {
    name: 'a wrong token',
    headers: { authorization: 'Bearer wrong', 'x-goog-api-key': 'wrong' },
    status: 401,
  },
  { name: 'no token', headers: { authorization: '', 'x-goog-api-key': '' }, status: 401 },
];

describe.each(PROTOCOLS)('%s: a request that must not get through', (protocol) => {
  it.each(REFUSED)('from $name', async ({ headers, status }) => {
    const exchange = await callGateway(gateway, protocol, { stream: true, headers });
    expectErrorShape(protocol, exchange, status);
    expect(exchange.headers['x-should-retry']).toBe('false');
    expect(exchange.headers).not.toHaveProperty('access-control-allow-origin');
    expect(provider.requests).toHaveLength(0);
    expect(gateway.records).toHaveLength(0);
  });

  it('an upstream’s key in place of the token', async () => {
    const { path, body } = describeCall(protocol);
    const exchange = await exchangeRaw(gateway.url + path, { body, headers: { 'x-api-key': provider.key } });
    expect(expectErrorShape(protocol, exchange, 401)).toContain('not known');
  });
});

describe('guards that shut out their owner', () => {
  it.each([
    { headers: { host: 'localhost' } },
    { headers: { host: 'LOCALHOST:1234' } },
    { headers: { host: '[::1]:8080' } },
    { headers: { host: 'routex.lan:8080' } },
    { headers: { origin: 'https://trusted.example' } },
  ])('$headers', async ({ headers }) => {
    const exchange = await callGateway(gateway, 'openai-chat', { headers });
    expect(exchange.status).toBe(200);
  });

  it.each([
    {
      where: 'x-api-key',
      headers: (token: string) => ({ 'x-api-key': token, authorization: 'Bearer other' }),
    },
    {
      where: 'authorization',
      headers: (token: string) => ({ authorization: `bearer ${token}`, 'x-api-key': 'x' }),
    },
    { where: 'x-routex-token', headers: (token: string) => ({ 'x-routex-token': token }) },
  ])('the token in $where', async ({ headers }) => {
    const { path, body } = describeCall('anthropic-messages');
    const exchange = await exchangeRaw(gateway.url + path, {
      body,
      headers: { 'anthropic-version': '2023-06-01', ...headers(gateway.token) },
    });
    expect(exchange.status).toBe(200);
  });

  it('the token in the query, which must not go on', async () => {
    const { path, body } = describeCall('gemini', { stream: true });
    const exchange = await exchangeRaw(`${gateway.url}${path}&key=${gateway.token}`, { body });
    expect(exchange.status).toBe(200);
    expect(JSON.stringify(provider.requests.at(-1))).not.toContain(gateway.token);
  });

  it('a health check by an orchestrator’s own name for the host', async () => {
    const exchange = await exchangeRaw(`${gateway.url}/health/live`, {
      method: 'GET',
      headers: { host: 'pod-7.cluster.local' },
    });
    expect(exchange).toMatchObject({ status: 200, text: 'healthy' });
  });
});
