import { describe, expect, it } from 'vitest';
import { cutBeforeContent, errorEvent } from '#tests/support/fake-provider/index';
import { bodyOf, callGateway, PROTOCOLS } from './support/call-gateway';
import { failuresOf } from './support/failures';
import { withChannels } from './support/with-channels';

const SHORT_MS = 700;
const SHORT_TIMEOUTS = { streamHeadersMs: SHORT_MS, headersMs: SHORT_MS, idleMs: SHORT_MS };

const MODES = [
  { mode: 'streamed', stream: true },
  { mode: 'in one piece', stream: false },
];

describe.each(PROTOCOLS)('%s: a failure of the first channel that leaks to the client', (protocol) => {
  describe.each(MODES)('$mode', ({ stream }) => {
    it.concurrent.each(failuresOf(protocol, stream))('$name', async (failure) => {
      const options = {
        settings: { timeouts: failure.waits === true ? SHORT_TIMEOUTS : {} },
        ...(failure.baseUrl === undefined ? {} : { first: { baseUrl: failure.baseUrl } }),
      };
      await withChannels(protocol, options, async ({ gateway, first, second, sentBySecond }) => {
        if (failure.misbehaviour !== undefined) first.behave(failure.misbehaviour);

        const exchange = await callGateway(gateway, protocol, { stream });

        expect(exchange).toMatchObject({ status: 200, end: 'complete' });
        expect(exchange.headers['x-routex-channel']).toBe('ch_second');
        expect(sentBySecond).toHaveLength(1);
        expect(bodyOf(exchange)).toEqual(sentBySecond[0]);
        expect(second.requests).toHaveLength(1);

        const record = await gateway.waitForRecord(1);
        expect(record).toMatchObject({
          outcome: 'success',
          status: 200,
          stream,
          channelId: 'ch_second',
          failure: null,
          responseBytes: sentBySecond[0]?.length,
        });
        expect(record.usage).toMatchObject({ input: 25, output: 12 });
        expect(record.attempts).toMatchObject([
          {
            channelId: 'ch_first',
            outcome: 'failed',
            status: failure.status,
            failure: { kind: failure.kind },
          },
          { channelId: 'ch_second', outcome: 'success', status: 200, failure: null },
        ]);
      });
    });
  });
});

it('an upstream that repeats a long request before its error costs the second channel', async () => {
  // Codex sends tens of kilobytes, and both of OpenAI's first events hold them.
  const body = { model: 'test-model', stream: true, input: 'hello', instructions: 'x'.repeat(90_000) };
  await withChannels('openai-responses', {}, async ({ gateway, first, sentBySecond }) => {
    first.behave(errorEvent('before-content', 'overloaded'));
    const exchange = await callGateway(gateway, 'openai-responses', { stream: true, body });
    expect(exchange).toMatchObject({ status: 200, end: 'complete' });
    expect(bodyOf(exchange)).toEqual(sentBySecond[0]);
    expect(sentBySecond[0]?.length).toBeGreaterThan(180_000);
  });
});

describe.each(['clean', 'error'] as const)('gemini without alt=sse: an array that ends by %s', (how) => {
  it('is not taken for an answer while the second channel has one', async () => {
    await withChannels('gemini', {}, async ({ gateway, first, sentBySecond }) => {
      first.behave(how === 'clean' ? cutBeforeContent('clean') : errorEvent('before-content'));

      const exchange = await callGateway(gateway, 'gemini', { stream: true, framing: 'json-array' });

      expect(exchange).toMatchObject({ status: 200, end: 'complete' });
      expect(bodyOf(exchange)).toEqual(sentBySecond[0]);
      expect(JSON.parse(exchange.text)).toBeInstanceOf(Array);
      expect(await gateway.waitForRecord(1)).toMatchObject({
        outcome: 'success',
        attempts: [{ outcome: 'failed' }, { outcome: 'success' }],
      });
    });
  });
});
