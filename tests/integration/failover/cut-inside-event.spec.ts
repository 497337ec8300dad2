import { describe, expect, it } from 'vitest';
import { cutInsideEvent } from '#tests/support/fake-provider/index';
import { bodyOf, callGateway, describeCall, tokenHeaders } from './support/call-gateway';
import { postHttp10 } from './support/read-http10';
import { readWithSdk } from './support/read-with-sdk';
import { eventsToMiddle, LONG_REPLY, STREAM_CASES } from './support/stream-cases';
import { noteAnswers, withChannels } from './support/with-channels';

const CUTS = ['clean', 'fin', 'reset'] as const;

describe.each(STREAM_CASES)('$protocol, $framing: a stream that breaks inside an event', (streamCase) => {
  const { protocol, framing } = streamCase;
  const event = eventsToMiddle(streamCase) + 1;

  it.concurrent.each(CUTS)('%s, and the client sees a clean end', async (cut) => {
    await withChannels(protocol, {}, async ({ gateway, first, second }) => {
      const sent: Buffer[] = [];
      first.replyAlways(LONG_REPLY);
      first.behave([cutInsideEvent(event, cut), noteAnswers(sent)]);

      const exchange = await callGateway(gateway, protocol, { stream: true, framing });

      expect(exchange.status).toBe(200);
      expect(['fin', 'reset']).toContain(exchange.end);
      expect(bodyOf(exchange)).toEqual(sent[0]);
      expect(second.requests).toHaveLength(0);
      expect(await gateway.waitForRecord(1)).toMatchObject({
        outcome: 'failed',
        status: 200,
        failure: { kind: 'truncated' },
        attempts: [{ outcome: 'failed', status: 200, failure: { kind: 'truncated' } }],
      });
    });
  });

  it.concurrent.each(CUTS)('%s, and an HTTP/1.0 client sees a clean end', async (cut) => {
    await withChannels(protocol, {}, async ({ gateway, first }) => {
      first.replyAlways(LONG_REPLY);
      first.behave(cutInsideEvent(event, cut));
      const { path, body } = describeCall(protocol, { stream: true, framing });
      const headers = tokenHeaders(protocol, gateway.token);
      const answer = await postHttp10(gateway.url + path, headers, body);
      expect(answer.end).toBe('reset');
    });
  });
});

describe.each(STREAM_CASES.filter(({ framing }) => framing === 'sse'))(
  '$protocol: the official SDK',
  ({ protocol, framing }) => {
    it.each(CUTS)('takes a %s inside an event for the end of the answer', async (cut) => {
      await withChannels(protocol, {}, async ({ gateway, first }) => {
        first.replyAlways(LONG_REPLY);
        first.behave(cutInsideEvent(eventsToMiddle({ protocol, framing }) + 1, cut));
        await expect(readWithSdk(protocol, gateway.url, gateway.token)).rejects.toThrow(/./);
      });
    });
  },
);
