import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exchangeRaw } from './exchange-raw';
import { cutAfterEvents, failWith, hangAfterEvents, hangBeforeHeaders, startFakeProvider } from './index';
import type { FakeProvider, FakeProviderOptions, RecordedRequest } from './index';

let provider: FakeProvider;

beforeEach(async () => {
  provider = await startFakeProvider();
});
afterEach(() => provider.close());

const QUESTION = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };

function ask(
  url = provider.url,
  headers: Record<string, string> = { authorization: `Bearer ${provider.key}` },
) {
  return exchangeRaw(`${url}/v1/chat/completions`, { headers, body: QUESTION, openAfterMs: 200 });
}

async function withProvider(options: FakeProviderOptions, use: (other: FakeProvider) => Promise<void>) {
  const other = await startFakeProvider(options);
  await use(other).finally(() => other.close());
}

describe('the fake provider', () => {
  it('records a request as it arrived, with its body decoded', async () => {
    const body = gzipSync(JSON.stringify(QUESTION));
    const headers = { authorization: `Bearer ${provider.key}`, 'content-encoding': 'gzip', 'X-Mine': 'yes' };
    await exchangeRaw(`${provider.url}/some/prefix/v1/chat/completions?a=b`, { headers, body });
    const [request] = provider.requests;
    expect(request).toMatchObject({
      index: 0,
      method: 'POST',
      path: '/some/prefix/v1/chat/completions',
      query: { a: 'b' },
      protocol: 'openai-chat',
      json: QUESTION,
      aborted: false,
    });
    expect(request?.bodyBytes.equals(body)).toBe(true);
    expect(request?.rawHeaders).toContain('X-Mine');
  });

  it('takes replies in order, and a failed request uses none up', async () => {
    provider.reply({ parts: [{ text: 'one' }] });
    provider.reply((request: RecordedRequest) => ({ parts: [{ text: `two for ${request.model}` }] }));
    provider.behave(failWith('server_error'), { times: 2 });
    const texts = [await ask(), await ask(), await ask(), await ask(), await ask()].map(({ text }) => text);
    expect(texts[0]).toContain('server_error');
    expect(texts[1]).toContain('server_error');
    expect(texts[2]).toContain('"one"');
    expect(texts[3]).toContain('two for m');
    expect(texts[4]).toContain('You said: Hi');
  });

  it('misbehaves for so many requests, then as it always does, until told to stop', async () => {
    provider.behave(failWith('overloaded'));
    provider.behave(failWith('auth'), { times: 1 });
    provider.behave(failWith('rate_limit'), {
      times: 1,
      only: (request) => request.path.endsWith('/nothing'),
    });
    const statuses = [(await ask()).status, (await ask()).status, (await ask()).status];
    provider.behave(null);
    expect([...statuses, (await ask()).status]).toEqual([401, 503, 503, 200]);
  });

  it('answers probes without a key and without using a misbehaviour up', async () => {
    provider.behave(failWith('server_error'), { times: 1 });
    const probe = await exchangeRaw(`${provider.url}/`, { method: 'HEAD' });
    expect(probe).toMatchObject({ status: 200, end: 'complete' });
    expect((await ask()).status).toBe(500);
  });

  it('does not know doubled versions and other paths', async () => {
    for (const path of ['/v1/v1/chat/completions', '/chat/completions', '/v1/else']) {
      // oxlint-disable-next-line no-await-in-loop -- one request at a time
      expect((await exchangeRaw(provider.url + path, { body: QUESTION })).status).toBe(404);
    }
  });

  it('marks a request that the client left, and none that it broke itself', async () => {
    provider.behave(cutAfterEvents(1, 'reset'), { times: 1 });
    await ask();
    provider.behave(hangBeforeHeaders(), { times: 1 });
    provider.behave(hangAfterEvents(0), { times: 1 });
    const waiting = provider.waitForAbort(2);
    expect([(await ask()).end, (await ask()).end]).toEqual(['open', 'open']);
    expect((await waiting).index).toBe(2);
    await provider.waitForAbort(1);
    await ask();
    expect(provider.requests.map((request) => request.aborted)).toEqual([false, true, true, false]);
    await expect(provider.waitForAbort(3, 10)).rejects.toThrow(/in vain/);
  });

  it('takes several keys, or none at all', async () => {
    await withProvider({ key: ['first', 'second'] }, async (other) => {
      const statuses = await Promise.all(
        ['first', 'second', 'third'].map(async (key) => (await ask(other.url, { 'api-key': key })).status),
      );
      expect(statuses).toEqual([200, 200, 401]);
    });
    await withProvider({ key: null }, async (other) => expect((await ask(other.url, {})).status).toBe(200));
  });

  it('waits for onRequest before it answers', async () => {
    const seen: string[] = [];
    await withProvider({ onRequest: (request) => void seen.push(request.path) }, async (other) => {
      await ask(other.url, { authorization: `Bearer ${other.key}` });
      expect(seen).toEqual(['/v1/chat/completions']);
    });
  });

  it('answers 500 and keeps the error when a reply function throws', async () => {
    provider.reply(() => {
      throw new Error('mistake in the test');
    });
    expect(await ask()).toMatchObject({
      status: 500,
      text: expect.stringContaining('mistake in the test') as string,
    });
    expect(provider.errors).toHaveLength(1);
  });

  it('closes at once with requests hanging, twice if need be', async () => {
    provider.behave(hangBeforeHeaders());
    const pending = ask();
    await provider.waitForRequests(1);
    await Promise.all([provider.close(), provider.close()]);
    expect((await pending).end).not.toBe('complete');
    expect(provider.connections.open).toBe(0);
    expect(provider.requests[0]?.aborted).toBe(false);
  });
});
