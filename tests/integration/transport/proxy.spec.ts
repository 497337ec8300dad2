import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { bodyOf, callGateway, PROTOCOLS } from '../failover/support/call-gateway';
import { noteAnswers } from '../failover/support/with-channels';
import { startProxy, type ForwardProxy } from './support/start-proxy';

const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'] as const;

let provider: FakeProvider;
let proxy: ForwardProxy;
const before = new Map<string, string | undefined>();
const gateways: TestGateway[] = [];

beforeEach(async () => {
  for (const name of NAMES) {
    before.set(name, process.env[name]);
    delete process.env[name];
  }
  provider = await startFakeProvider();
  proxy = await startProxy(provider.port);
});
afterEach(async () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await Promise.all(gateways.splice(0).map((gateway) => gateway.close()));
  await proxy.close();
  await provider.close();
});

/** The variables are read when the gateway is made. */
async function startGateway(
  baseUrls: readonly string[],
  { connectMs = 3000, protocol = 'openai-chat' }: { connectMs?: number; protocol?: ProtocolId } = {},
): Promise<TestGateway> {
  const channels = baseUrls.map((baseUrl, index) =>
    testChannel({ id: `ch_${index}`, protocol, baseUrl, key: provider.key, priority: 50 - index }),
  );
  const gateway = await startTestGateway({ channels, settings: { timeouts: { connectMs } } });
  gateways.push(gateway);
  return gateway;
}

it.each(PROTOCOLS)('%s: HTTP_PROXY is passed by', async (protocol) => {
  process.env['HTTP_PROXY'] = proxy.url;
  const sent: Buffer[] = [];
  provider.behave(noteAnswers(sent));
  const gateway = await startGateway(['http://upstream.test:8123/base'], { protocol });
  const exchange = await callGateway(gateway, protocol, { stream: true });
  expect(exchange).toMatchObject({ status: 200, end: 'complete' });
  expect(bodyOf(exchange)).toEqual(sent[0]);
  expect(proxy.lines).toHaveLength(1);
  expect(proxy.lines[0]).toMatch(
    /^POST http:\/\/upstream\.test:8123\/base\/v1|^CONNECT upstream\.test:8123$/,
  );
  expect(provider.requests[0]?.headers.host).toBe('upstream.test:8123');
  expect(provider.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
});

it('NO_PROXY is not looked at', async () => {
  process.env['HTTP_PROXY'] = proxy.url;
  process.env['NO_PROXY'] = 'internal.test,upstream.test';
  // Without the proxy nobody knows the name, so the second channel answers.
  const gateway = await startGateway(['http://upstream.test:8123', provider.url]);
  expect(await callGateway(gateway, 'openai-chat')).toMatchObject({ status: 200, end: 'complete' });
  expect(proxy.lines).toHaveLength(0);
  expect((await gateway.waitForRecord(1)).attempts).toMatchObject([{ failure: { kind: 'unreachable' } }, {}]);
});

it('a model server on this machine is looked for at the proxy', async () => {
  process.env['HTTP_PROXY'] = proxy.url;
  const gateway = await startGateway([provider.url]);
  expect(await callGateway(gateway, 'openai-chat')).toMatchObject({ status: 200, end: 'complete' });
  expect(proxy.lines).toHaveLength(0);
});

it('a key goes to the proxy in the clear on its way to an https upstream', async () => {
  process.env['HTTPS_PROXY'] = proxy.url;
  // The tunnel leads to a port that speaks no TLS, so the second channel answers.
  const gateway = await startGateway(['https://upstream.test', provider.url]);
  const exchange = await callGateway(gateway, 'openai-chat', { stream: true });
  expect(exchange).toMatchObject({ status: 200, end: 'complete' });
  expect(proxy.lines).toEqual(['CONNECT upstream.test:443']);
  const [hello] = proxy.tunnelled;
  expect([...(hello?.subarray(0, 2) ?? [])]).toEqual([0x16, 0x03]);
  expect(hello?.toString('latin1')).toContain('upstream.test');
  expect(hello?.toString('latin1')).not.toContain(provider.key);
  expect(await gateway.waitForRecord(1)).toMatchObject({
    attempts: [{ outcome: 'failed', status: null, failure: { kind: 'unreachable' } }, { outcome: 'success' }],
  });
});

it('the proxy’s own password reaches the upstream, or does not reach the proxy', async () => {
  process.env['HTTP_PROXY'] = proxy.url.replace('http://', 'http://user:p%40ss@');
  const gateway = await startGateway(['http://upstream.test']);
  expect((await callGateway(gateway, 'openai-chat')).status).toBe(200);
  expect(proxy.authorizations).toEqual([`Basic ${Buffer.from('user:p@ss').toString('base64')}`]);
});

it('a proxy that is down is told from an upstream that is', async () => {
  process.env['HTTP_PROXY'] = 'http://127.0.0.1:1';
  process.env['NO_PROXY'] = '127.0.0.1';
  const gateway = await startGateway(['http://upstream.test', provider.url]);
  expect((await callGateway(gateway, 'openai-chat')).status).toBe(200);
  expect(await gateway.waitForRecord(1)).toMatchObject({
    attempts: [{ failure: { kind: 'unreachable' } }, { outcome: 'success' }],
  });
});

it('a proxy that does not answer holds a request up for ever', async () => {
  const { promise: listening, resolve } = Promise.withResolvers<number>();
  const silent = createServer(() => undefined).listen(0, '127.0.0.1', () => {
    resolve((silent.address() as AddressInfo).port);
  });
  process.env['HTTPS_PROXY'] = `http://127.0.0.1:${await listening}`;
  const gateway = await startGateway(['https://upstream.test', provider.url], { connectMs: 300 });
  expect(await callGateway(gateway, 'openai-chat')).toMatchObject({ status: 200, end: 'complete' });
  expect(await gateway.waitForRecord(1)).toMatchObject({
    attempts: [{ outcome: 'failed', failure: { kind: 'timeout' } }, { outcome: 'success' }],
  });
  await gateway.close();
  silent.close();
});
