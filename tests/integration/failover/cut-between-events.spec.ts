import { describe, expect, it } from 'vitest';
import { cutAfterEvents, hangAfterEvents, type Misbehaviour } from '#tests/support/fake-provider/index';
import { bodyOf, callGateway, describeCall, tokenHeaders } from './support/call-gateway';
import { readWithSdk } from './support/read-with-sdk';
import { postHttp10 } from './support/read-http10';
import { eventsToMiddle, LONG_REPLY, STREAM_CASES, type StreamCase } from './support/stream-cases';
import { noteAnswers, withChannels } from './support/with-channels';

const SHORT_TIMEOUTS = { idleMs: 700 };

const CUTS: readonly { name: string; cut: (events: number) => Misbehaviour; kind: string }[] = [
  { name: 'a clean end', cut: (events) => cutAfterEvents(events, 'clean'), kind: 'truncated' },
  { name: 'a fin', cut: (events) => cutAfterEvents(events, 'fin'), kind: 'truncated' },
  { name: 'a reset', cut: (events) => cutAfterEvents(events, 'reset'), kind: 'truncated' },
  { name: 'silence', cut: (events) => hangAfterEvents(events), kind: 'timeout' },
];

describe.each(STREAM_CASES)('$protocol, $framing: a stream that ends early between events', (streamCase) => {
  const { protocol, framing } = streamCase;

  it.concurrent.each(CUTS)('$name that passes for the end of the answer', async ({ cut, kind }) => {
    await withChannels(protocol, withShortTimeouts(kind), async ({ gateway, first, second }) => {
      const sent: Buffer[] = [];
      first.replyAlways(LONG_REPLY);
      first.behave([cut(eventsToMiddle(streamCase)), noteAnswers(sent)]);

      const exchange = await callGateway(gateway, protocol, { stream: true, framing });

      expect(exchange).toMatchObject({ status: 200, end: 'complete' });
      const upstream = sent[0] ?? Buffer.alloc(0);
      expect(upstream.length).toBeGreaterThan(0);
      const body = bodyOf(exchange);
      expect(body.subarray(0, upstream.length)).toEqual(upstream);
      expectErrorEvent(streamCase, exchange.text, body.subarray(upstream.length).toString());
      expect(second.requests).toHaveLength(0);
      expect(await gateway.waitForRecord(1)).toMatchObject({
        outcome: 'failed',
        status: 200,
        failure: { kind },
        attempts: [{ outcome: 'failed', status: 200, failure: { kind } }],
      });
    });
  });

  it('an HTTP/1.0 client that gets no error', async () => {
    await withChannels(protocol, {}, async ({ gateway, first }) => {
      first.replyAlways(LONG_REPLY);
      first.behave(cutAfterEvents(eventsToMiddle(streamCase), 'fin'));
      const { path, body } = describeCall(protocol, { stream: true, framing });
      const headers = tokenHeaders(protocol, gateway.token);
      const answer = await postHttp10(gateway.url + path, headers, body);
      expect(answer.end).toBe('fin');
      expect(answer.text).toContain('the answer broke off');
    });
  });
});

describe.each(STREAM_CASES.filter(({ framing }) => framing === 'sse'))(
  '$protocol: the official SDK',
  (streamCase) => {
    it.each(CUTS)('takes $name for a complete answer', async ({ cut, kind }) => {
      await withChannels(streamCase.protocol, withShortTimeouts(kind), async ({ gateway, first }) => {
        first.replyAlways(LONG_REPLY);
        first.behave(cut(eventsToMiddle(streamCase)));
        const reading = readWithSdk(streamCase.protocol, gateway.url, gateway.token);
        await expect(reading).rejects.toThrow(
          kind === 'timeout' ? /stopped coming/ : /complete|broke off|before/,
        );
      });
    });

    it('reads a whole answer, so that the tests above can fail', async () => {
      await withChannels(streamCase.protocol, {}, async ({ gateway, first }) => {
        first.replyAlways(LONG_REPLY);
        await expect(readWithSdk(streamCase.protocol, gateway.url, gateway.token)).resolves.toContain('🙂');
      });
    });
  },
);

function withShortTimeouts(kind: string) {
  return kind === 'timeout' ? { settings: { timeouts: SHORT_TIMEOUTS } } : {};
}

/** Exactly one error event, in the shape that the protocol's clients raise on, and nothing that says "complete". */
function expectErrorEvent({ protocol, framing }: StreamCase, whole: string, added: string): void {
  switch (protocol) {
    case 'anthropic-messages':
      expect(added).toMatch(
        /^event: error\ndata: \{"type":"error","error":\{"type":"\w+","message":".+\}\n\n$/,
      );
      expect(whole).not.toContain('message_stop');
      return;
    case 'openai-chat':
      expect(added).toMatch(/^data: \{"error":\{"message":".+\}\}\n\ndata: \[DONE\]\n\n$/);
      return;
    case 'openai-responses': {
      expect(added).toMatch(/^event: response\.failed\ndata: \{"type":"response\.failed",.+\}\n\n$/);
      const numbers = [...whole.matchAll(/"sequence_number":(\d+)/g)].map(([, number]) => Number(number));
      expect(numbers).toEqual(numbers.map((_, index) => index));
      const id = /"id":"(resp_[^"]+)"/.exec(whole)?.[1] ?? 'none';
      expect(added).toContain(`"id":"${id}"`);
      expect(whole).not.toContain('response.completed');
      return;
    }
    case 'gemini': {
      const error = { code: expect.any(Number), message: expect.any(String), status: expect.any(String) };
      if (framing === 'sse') {
        expect(added).toMatch(/^data: \{"error":.+\}\n\n$/);
        expect(JSON.parse(added.slice('data: '.length))).toMatchObject({ error });
      } else {
        expect((JSON.parse(whole) as unknown[]).at(-1)).toMatchObject({ error });
      }
      expect(whole).not.toContain('finishReason');
    }
  }
}
