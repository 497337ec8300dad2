import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { DEFAULT_SETTINGS } from '#shared/domain/settings';
import { createAnswerParser } from '#tests/fuzz/support/parse-answers';
import { startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { startBuiltGateway, type BuiltGateway } from '#tests/support/gateway/start-built-gateway';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { createHome, runCli } from '../cli/run-cli';
import { callGateway, describeCall, PROTOCOLS, tokenHeaders } from '../failover/support/call-gateway';
import { expectErrorShape } from './support/error-shapes';
import { openRaw, writePost } from './support/open-raw';

let provider: FakeProvider;
let gateway: TestGateway;

beforeAll(async () => {
  provider = await startFakeProvider();
  gateway = await startTestGateway({
    channels: PROTOCOLS.map((protocol) =>
      testChannel({ id: protocol, protocol, baseUrl: provider.url, key: provider.key }),
    ),
    fallback: {
      serve: (_, response) => {
        const body = Buffer.from('{"ok":true}');
        response.writeHead(200, { 'content-length': body.length }).end(body);
        return true;
      },
    },
  });
});
afterAll(async () => {
  await gateway.close();
  await provider.close();
});

/** Sends bytes as they are, and reads the one answer to them. */
async function exchangeBytes(bytes: string) {
  const client = openRaw(gateway.url, bytes);
  await client.waitFor(/\r\n\r\n[^]*\}$/);
  const [answer] = createAnswerParser(() => false).push(Buffer.from(client.text(), 'latin1'));
  if (answer === undefined) throw new Error(`no answer, but ${client.text()}`);
  client.socket.destroy();
  return { ...answer, chunks: [answer.body], text: answer.body.toString(), end: 'complete' as const };
}

describe.each(PROTOCOLS)('%s: what is no request', (protocol) => {
  const { path, body } = describeCall(protocol);
  const text = JSON.stringify(body);
  const post = (target: string, headers: Record<string, string>, payload: string): string =>
    writePost(gateway.url, target, { ...tokenHeaders(protocol, gateway.token), ...headers }, payload);
  const length = { 'content-length': String(text.length) };
  const CASES = [
    {
      name: 'a header that is too long',
      status: 431,
      bytes: () => post(path, { ...length, 'x-long': 'x'.repeat(70_000) }, text),
    },
    {
      name: 'a request line that is too long',
      status: 431,
      bytes: () => post(`${path}${'x'.repeat(70_000)}`, length, text),
    },
    {
      name: 'headers without end',
      status: 431,
      bytes: () => post(path, {}, '').trimEnd() + '\r\nx: y'.repeat(200_000),
    },
    { name: 'two lengths', status: 400, bytes: () => post(path, { ...length, 'Content-Length': '5' }, text) },
    {
      name: 'a length and chunks',
      status: 400,
      bytes: () => post(path, { ...length, 'transfer-encoding': 'chunked' }, text),
    },
    {
      name: 'a broken chunk',
      status: 400,
      bytes: () => post(path, { 'transfer-encoding': 'chunked' }, 'zz\r\n'),
    },
    { name: 'HTTP/2.0', status: 505, bytes: () => post(path, length, text).replace('HTTP/1.1', 'HTTP/2.0') },
    { name: 'HTTP/0.9', status: 505, bytes: () => post(path, length, text).replace(' HTTP/1.1', '') },
    { name: 'a header with NUL', status: 400, bytes: () => post(path, { ...length, x: '\0' }, text) },
  ];

  it.each(CASES)(
    '$name that is reset, or answered in a shape the client cannot read',
    async ({ status, bytes }) => {
      const seen = provider.requests.length;
      const exchange = await exchangeBytes(bytes());
      expectErrorShape(protocol, exchange, status);
      expect(exchange.last).toBe(true);
      expect(provider.requests).toHaveLength(seen);
    },
  );

  it('a body past the default limit that is waited for', async () => {
    const announced = { 'content-length': String(DEFAULT_SETTINGS.limits.bodyBytes + 1) };
    const exchange = await exchangeBytes(post(path, announced, ''));
    const message = expectErrorShape(protocol, exchange, protocol === 'gemini' ? 400 : 413);
    expect(message).toContain('limits.bodyBytes');
  });

  it('a body one byte within the default limit that is refused by its length', async () => {
    const announced = { 'content-length': String(DEFAULT_SETTINGS.limits.bodyBytes) };
    const count = gateway.records.length + 1;
    const client = openRaw(gateway.url, post(path, announced, ''));
    await expect.poll(() => gateway.gateway.status().activeRequests).toBe(1);
    expect(client.text()).toBe('');
    client.socket.destroy();
    expect(await gateway.waitForRecord(count)).toMatchObject({ outcome: 'cancelled' });
  });
});

describe('a request that waits to be told to send its body', () => {
  const { path, body } = describeCall('openai-chat');
  const text = JSON.stringify(body);
  const length = { 'content-length': String(text.length) };

  it('behind another that is slower, is told so in the middle of its own answer', async () => {
    provider.reply({ parts: [{ text: 'slow' }], delayMs: 300 });
    const headers = { ...tokenHeaders('openai-chat', gateway.token), ...length };
    const slow = writePost(gateway.url, path, headers, text);
    const quick = writePost(gateway.url, '/quick', { ...headers, expect: '100-continue' }, text);
    const client = openRaw(gateway.url, slow + quick);
    await client.waitFor(/"ok"[^]*\}$/);
    const answers = createAnswerParser(() => false).push(Buffer.from(client.text(), 'latin1'));
    expect(answers.map(({ body: { length: bytes } }) => bytes > 20)).toEqual([true, false]);
    client.socket.destroy();
  });

  it('alone, is never told', async () => {
    const headers = { ...tokenHeaders('openai-chat', gateway.token), ...length, expect: '100-continue' };
    const client = openRaw(gateway.url, writePost(gateway.url, path, headers));
    expect(await client.waitFor(/\r\n\r\n/)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    client.socket.write(text);
    expect(await client.waitFor(/\}$/)).toContain('HTTP/1.1 200 OK');
    client.socket.destroy();
  });

  it('for something nobody knows is refused without a word', async () => {
    const headers = { ...tokenHeaders('openai-chat', gateway.token), ...length, expect: 'the-best' };
    const exchange = await exchangeBytes(writePost(gateway.url, path, headers, text));
    expect(exchange.status).toBe(200);
  });
});

describe('stored channels that cannot be used', () => {
  const CHANNEL = { protocol: 'openai-chat' as const, models: ['*'] };
  let saved: string;

  /** A data directory with a good channel, and one that is asked first. */
  beforeAll(async () => {
    saved = mkdtempSync(join(tmpdir(), 'routex-saved-'));
    const before = await startBuiltGateway();
    const credentials = [{ kind: 'key' as const, secret: provider.key }];
    await before.addChannel({ ...CHANNEL, name: 'good', baseUrl: provider.url, priority: 10, credentials });
    await before.addChannel({ ...CHANNEL, name: 'bad', baseUrl: provider.url, priority: 90, credentials });
    await before.stop();
    cpSync(before.directory, saved, { recursive: true });
    before.remove();
  });
  afterAll(() => {
    rmSync(saved, { recursive: true, force: true });
  });

  async function startWith(sql: string): Promise<BuiltGateway> {
    const built = await startBuiltGateway({
      prepare: (directory) => {
        cpSync(saved, directory, { recursive: true });
        const database = new Database(join(directory, 'routex.db'));
        database.exec(sql);
        database.close();
      },
    });
    onTestFinished(async () => {
      await built.stop();
      built.remove();
    });
    return built;
  }

  const UNREADABLE = `UPDATE credentials SET sealed = 'damaged' WHERE channel_id = (SELECT id FROM channels WHERE name = 'bad')`;

  it('a key that cannot be decrypted keeps the others from serving', async () => {
    const built = await startWith(UNREADABLE);
    expect(await callGateway(built, 'openai-chat')).toMatchObject({ status: 200, end: 'complete' });
    expect(await built.api('GET', '/channels')).toMatchObject([
      { name: 'bad', credentials: [{ unreadable: true, hasKey: true }] },
      { name: 'good', credentials: [{ unreadable: false }] },
    ]);
    await built.stop();
    expect(built.query("SELECT sealed FROM credentials WHERE sealed = 'damaged'")).toHaveLength(1);
  });

  it('no key that can be decrypted looks like a fault of the provider', async () => {
    const built = await startWith("UPDATE credentials SET sealed = 'damaged'");
    const seen = provider.requests.length;
    const exchange = await callGateway(built, 'openai-chat');
    expect(expectErrorShape('openai-chat', exchange, 503)).toContain('cannot be decrypted');
    expect(provider.requests).toHaveLength(seen);
  });

  it.each(['not a url', 'ftp://127.0.0.1', 'http://', '', 'javascript:alert(1)'])(
    'a base URL of %j keeps the others from serving, or is lost',
    async (url) => {
      const built = await startWith(`UPDATE channels SET base_url = '${url}' WHERE name = 'bad'`);
      expect(await callGateway(built, 'openai-chat')).toMatchObject({ status: 200, end: 'complete' });
      await built.stop();
      expect(built.query("SELECT base_url FROM channels WHERE name = 'bad'")).toEqual([{ base_url: url }]);
    },
  );
});

describe('a settings file that is damaged', () => {
  it.each([
    { name: 'cut short', text: '{"port": 80' },
    { name: 'empty of sense', text: 'hello' },
    { name: 'a list', text: '[]' },
    { name: 'of wrong types', text: '{"timeouts": {"connectMs": "soon"}}' },
    { name: 'past a limit', text: '{"limits": {"bodyBytes": -1}}' },
  ])('$name: is replaced, or ends the start without a way out', async ({ text }) => {
    const home = createHome();
    const path = join(home, 'config.json');
    writeFileSync(path, text);
    const { code, stdout, stderr } = await runCli(['serve', '--port', '0'], { home });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(path);
    expect(stderr).not.toMatch(/\bat .+:\d+:\d+/);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});
