import { gunzipSync } from 'node:zlib';
import { PROTOCOL_IDS } from '#shared/domain/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as fake from '../index';
import type { FakeProvider } from '../index';
import { HANG_MS, meetMisbehaviour } from './meet-misbehaviour';

let provider: FakeProvider;

beforeAll(async () => {
  provider = await fake.startFakeProvider();
});
afterEach(() => provider.clear());
afterAll(() => provider.close());

describe.each(PROTOCOL_IDS)('answers of %s', (protocol) => {
  it.each([
    ['rate_limit', 429, 429, 429],
    ['server_error', 500, 500, 500],
    ['overloaded', 529, 503, 503],
    ['auth', 401, 401, 401],
    ['quota', 402, 429, 429],
    ['invalid_request', 400, 400, 400],
  ] as const)('fail with %s', async (kind, anthropic, openai, gemini) => {
    const { status, text } = await meetMisbehaviour(provider, fake.failWith(kind), { protocol });
    expect(status).toBe({ 'anthropic-messages': anthropic, gemini }[protocol as string] ?? openai);
    expect(JSON.parse(text)).toHaveProperty('error.message');
  });

  it('fail with the status and wait that the test asks for', async () => {
    const options = {
      status: 418,
      retryAfterSeconds: 9,
      message: 'teapot',
      headers: { 'x-should-retry': 'false' },
    };
    const { status, headers, text } = await meetMisbehaviour(provider, fake.failWith('rate_limit', options), {
      protocol,
    });
    expect(status).toBe(418);
    expect(text).toContain('teapot');
    expect(headers['x-should-retry']).toBe('false');
    if (protocol === 'gemini') expect(text).toContain('"retryDelay":"9s"');
    else expect(headers['retry-after']).toBe('9');
  });

  it('hold an error inside 200', async () => {
    const { status, text } = await meetMisbehaviour(provider, fake.errorInside200(), {
      protocol,
      stream: false,
    });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toHaveProperty('error.message');
  });
});

describe('connections', () => {
  it('hang or are reset before the headers', async () => {
    expect(
      await meetMisbehaviour(provider, fake.hangBeforeHeaders(), { openAfterMs: HANG_MS }),
    ).toMatchObject({
      status: 0,
      end: 'open',
    });
    expect(await meetMisbehaviour(provider, fake.resetBeforeHeaders())).toMatchObject({
      status: 0,
      end: 'reset',
    });
  });

  it('hang after the headers', async () => {
    expect(await meetMisbehaviour(provider, fake.hangAfterHeaders(), { openAfterMs: HANG_MS })).toMatchObject(
      {
        status: 200,
        text: '',
        end: 'open',
      },
    );
  });

  it('end before the promised length', async () => {
    for (const stream of [true, false]) {
      // oxlint-disable-next-line no-await-in-loop -- one request at a time
      const { headers, text, end } = await meetMisbehaviour(provider, fake.shortBody(7), { stream });
      expect(Number(headers['content-length'])).toBe(Buffer.byteLength(text) + 7);
      expect(end).toBe('fin');
    }
  });

  it('cut a body in one piece in half', async () => {
    const { headers, text, end } = await meetMisbehaviour(provider, fake.cutInsideEvent(1), {
      stream: false,
    });
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThan(Number(headers['content-length']));
    expect(end).toBe('fin');
  });

  it('wait for the test, before the headers and between events', async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const order: string[] = [];
    const pending = meetMisbehaviour(provider, [
      fake.holdUntil(gates[0].promise),
      fake.holdUntil(gates[1].promise, 2),
    ]).then((answer) => {
      order.push('answered');
      return answer;
    });
    await provider.waitForRequests(1);
    order.push('released');
    gates[0].resolve();
    gates[1].resolve();
    expect((await pending).end).toBe('complete');
    expect(order).toEqual(['released', 'answered']);
  });
});

describe('other answers', () => {
  it('are pages, redirects, bodies and handlers of the test', async () => {
    expect(await meetMisbehaviour(provider, fake.htmlPage())).toMatchObject({
      status: 502,
      headers: { 'content-type': 'text/html' },
    });
    expect(await meetMisbehaviour(provider, fake.htmlPage(200))).toMatchObject({ status: 200 });
    const here = await meetMisbehaviour(provider, fake.redirect());
    expect(here).toMatchObject({ status: 307, headers: { location: '/v1/messages?redirected=1' } });
    const away = await meetMisbehaviour(provider, fake.redirect({ status: 302, to: 'http://127.0.0.2:1' }));
    expect(away).toMatchObject({ status: 302, headers: { location: 'http://127.0.0.2:1/v1/messages' } });
    expect(await meetMisbehaviour(provider, fake.respondRaw(422, '{"detail":"x"}'))).toMatchObject({
      status: 422,
      text: '{"detail":"x"}',
    });
    expect(
      await meetMisbehaviour(
        provider,
        fake.custom((_req, res) => void res.writeHead(299).end('mine')),
      ),
    ).toMatchObject({
      status: 299,
    });
    const changed = await meetMisbehaviour(
      provider,
      fake.changeAnswer((answer) => ({ ...answer, status: 203 })),
    );
    expect(changed).toMatchObject({ status: 203, end: 'complete' });
  });

  it('are a stream in place of a body, and a body with the wrong name', async () => {
    const stream = await meetMisbehaviour(provider, fake.streamForJson(), { stream: false });
    expect(stream.headers['content-type']).toContain('text/event-stream');
    const misnamed = await meetMisbehaviour(provider, fake.wrongContentType(), { stream: false });
    expect(misnamed.headers['content-type']).toBe('text/html');
    const zipped = await meetMisbehaviour(provider, fake.gzip(), { stream: false });
    expect(gunzipSync(Buffer.concat(zipped.chunks)).toString()).toContain('You said');
  });

  it('hold one gigantic event', async () => {
    const { text, end } = await meetMisbehaviour(provider, fake.giganticEvent(3), {
      protocol: 'openai-chat',
    });
    expect(end).toBe('complete');
    expect(Math.max(...text.split('\n\n').map((event) => event.length))).toBeGreaterThan(3 * 1024 * 1024);
  });

  it('have no event names, comments, or no end of the last event', async () => {
    expect((await meetMisbehaviour(provider, fake.withoutEventNames())).text).not.toMatch(/^event:/m);
    expect((await meetMisbehaviour(provider, fake.withComments(': hm'))).text).toMatch(
      /^: hm\n\n(?:event|data): .*\n/,
    );
    expect((await meetMisbehaviour(provider, fake.unterminatedLastEvent())).text).toMatch(/[^\n]$/);
  });

  it('may go wrong in several ways at once', async () => {
    const { headers, text, end } = await meetMisbehaviour(provider, [
      fake.cutAfterEvents(2, 'clean'),
      fake.crlf(),
      fake.slowBytes(),
    ]);
    expect(end).toBe('complete');
    expect(headers['content-type']).toContain('text/event-stream');
    expect(text.match(/\r\n\r\n/g)).toHaveLength(2);
  });
});
