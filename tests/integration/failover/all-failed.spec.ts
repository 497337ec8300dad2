import { describe, expect, it } from 'vitest';
import { failWith, htmlPage, respondRaw, type Misbehaviour } from '#tests/support/fake-provider/index';
import { bodyOf, callGateway, PROTOCOLS } from './support/call-gateway';
import { noteAnswers, withChannels } from './support/with-channels';

const RETRY_SECONDS = 7;
const RATE_LIMIT = failWith('rate_limit', {
  retryAfterSeconds: RETRY_SECONDS,
  headers: { 'retry-after': String(RETRY_SECONDS), 'x-ratelimit-remaining-requests': '0' },
});
const SERVER_ERROR = failWith('server_error');

describe.each(PROTOCOLS)('%s: an error that loses what the upstream said', (protocol) => {
  it.each([
    { place: 'first', ofFirst: RATE_LIMIT, ofSecond: SERVER_ERROR },
    { place: 'second', ofFirst: SERVER_ERROR, ofSecond: RATE_LIMIT },
  ])('the rate limit of the $place channel is what the client hears of', async (given) => {
    await withChannels(protocol, {}, async ({ gateway, first, second }) => {
      const sent: Buffer[] = [];
      first.behave(withNote(given.ofFirst, RATE_LIMIT, sent));
      second.behave(withNote(given.ofSecond, RATE_LIMIT, sent));

      const exchange = await callGateway(gateway, protocol, { stream: true });

      expect(exchange).toMatchObject({ status: 429, end: 'complete' });
      expect(bodyOf(exchange)).toEqual(sent[0]);
      expect(exchange.headers).toMatchObject({
        'retry-after': String(RETRY_SECONDS),
        'x-ratelimit-remaining-requests': '0',
        'content-length': String(sent[0]?.length),
        'x-routex-channel': `ch_${given.place}`,
      });
      expect(exchange.headers).not.toHaveProperty('x-should-retry');
      expect(await gateway.waitForRecord(1)).toMatchObject({
        outcome: 'failed',
        status: 429,
        failure: { kind: 'rate_limit' },
        attempts: [{ outcome: 'failed' }, { outcome: 'failed' }],
      });
    });
  });

  it('HTML from the only channel that answers comes in the protocol’s shape with its own status', async () => {
    const closed = { second: { baseUrl: 'http://127.0.0.1:1' } };
    await withChannels(protocol, closed, async ({ gateway, first }) => {
      first.behave(htmlPage(502));
      const exchange = await callGateway(gateway, protocol, { stream: true });
      expect(exchange).toMatchObject({ status: 502, end: 'complete' });
      expect(exchange.headers['content-type']).toContain('application/json');
      expect(exchange.text).not.toContain('<');
      expect(messageOf(exchange.text)).toContain('502 Bad Gateway');
    });
  });

  it('no answer at all is said to be none, without the other channel’s name or any key', async () => {
    const closed = { baseUrl: 'http://127.0.0.1:1' };
    await withChannels(protocol, { first: closed, second: closed }, async ({ gateway }) => {
      const exchange = await callGateway(gateway, protocol, { stream: false });
      expect(exchange.status).toBe(protocol === 'gemini' ? 503 : 502);
      expect(messageOf(exchange.text)).toContain('refused');
      expect(exchange.text).not.toMatch(/ch_second|fake-key/);
      expect(await gateway.waitForRecord(1)).toMatchObject({
        outcome: 'failed',
        failure: { kind: 'unreachable' },
      });
    });
  });

  it('a key that cannot work is not worth another try by the client', async () => {
    await withChannels(protocol, {}, async ({ gateway, first, second }) => {
      first.behave(failWith('auth'));
      second.behave(failWith('auth'));
      const exchange = await callGateway(gateway, protocol, { stream: true });
      expect(exchange.status).toBe(401);
      expect(exchange.headers['x-should-retry']).toBe('false');
    });
  });
});

it('a reseller’s own error shape goes on byte by byte', async () => {
  const body = '{ "detail" : [ {"loc":["body","x"],"msg":"too\\u0020busy","n":12345678901234567890} ] }';
  await withChannels('openai-chat', {}, async ({ gateway, first, second }) => {
    first.behave(respondRaw(503, body));
    second.behave(htmlPage(500));
    const exchange = await callGateway(gateway, 'openai-chat', { stream: true });
    expect(exchange).toMatchObject({ status: 503, text: body });
  });
});

function withNote(behaviour: Misbehaviour, noted: Misbehaviour, into: Buffer[]): Misbehaviour[] {
  return behaviour === noted ? [behaviour, noteAnswers(into)] : [behaviour];
}

function messageOf(text: string): string {
  const { error } = JSON.parse(text) as { error: { message: string } };
  return error.message;
}
