import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  changeAnswer,
  encodeStreamEvents,
  errorEvent,
  gzip,
  hangAfterEnd,
  holdUntil,
  unterminatedLastEvent,
  type Misbehaviour,
} from '#tests/support/fake-provider/index';
import { bodyOf, callGateway } from './support/call-gateway';
import { LONG_REPLY, STREAM_CASES } from './support/stream-cases';
import { noteAnswers, withChannels } from './support/with-channels';

/** The whole answer, then the connection breaks. */
function breakAfterEnd(ending: 'fin' | 'reset'): Misbehaviour {
  return changeAnswer((answer) => ({ ...answer, ending }));
}

const ENDINGS = [
  { name: 'an open connection', misbehaviour: hangAfterEnd() },
  { name: 'a reset', misbehaviour: breakAfterEnd('reset') },
  { name: 'a fin', misbehaviour: breakAfterEnd('fin') },
];

describe.concurrent.each(STREAM_CASES)('$protocol, $framing: a complete answer', ({ protocol, framing }) => {
  it.concurrent.each(ENDINGS)('that is spoilt by $name behind its last event', async ({ misbehaviour }) => {
    // Gemini has no last event: there only silence tells.
    await withChannels(protocol, { settings: { timeouts: { idleMs: 2000 } } }, async ({ gateway, first }) => {
      const sent: Buffer[] = [];
      first.replyAlways(LONG_REPLY);
      first.behave([misbehaviour, noteAnswers(sent)]);

      const exchange = await callGateway(gateway, protocol, { stream: true, framing });

      expect(exchange).toMatchObject({ status: 200, end: 'complete' });
      expect(bodyOf(exchange)).toEqual(sent[0]);
      const record = await gateway.waitForRecord(1);
      expect(record).toMatchObject({
        outcome: 'success',
        failure: null,
        attempts: [{ outcome: 'success', failure: null }],
      });
      expect(record.usage).toMatchObject({ input: 25, output: 12 });
      expect(record.stopReason).not.toBeNull();
    });
  });

  it.concurrent('that is called cut because its last blank line is missing', async () => {
    await withChannels(protocol, {}, async ({ gateway, first }) => {
      first.replyAlways(LONG_REPLY);
      first.behave(unterminatedLastEvent());
      const exchange = await callGateway(gateway, protocol, { stream: true, framing });
      expect(exchange).toMatchObject({ status: 200, end: 'complete' });
      expect(await gateway.waitForRecord(1)).toMatchObject({ outcome: 'success', failure: null });
    });
  });
});

it('a complete compressed answer is lost when the connection closes before it is unpacked', async () => {
  await withChannels('anthropic-messages', {}, async ({ gateway, first, second }) => {
    first.replyAlways(LONG_REPLY);
    first.behave([gzip(), breakAfterEnd('fin')]);
    const exchange = await callGateway(gateway, 'anthropic-messages', { stream: true });
    expect(exchange).toMatchObject({
      status: 200,
      end: 'complete',
      text: expect.stringContaining('message_stop'),
    });
    expect(second.requests).toEqual([]);
    expect(await gateway.waitForRecord(1)).toMatchObject({
      outcome: 'success',
      attempts: [{ outcome: 'success' }],
    });
  });
});

/** Longer than the wait after a last event. */
const PAUSE_MS = 3500;

it('a pause before the last chunk is taken for the end of a complete answer', async () => {
  await withChannels('openai-chat', {}, async ({ gateway, first }) => {
    const sent: Buffer[] = [];
    first.replyAlways(LONG_REPLY);
    // Usage and [DONE] are still to come: the finish reason has been said, the stream has not ended.
    const events = encodeStreamEvents('openai-chat', LONG_REPLY).length;
    first.behave([holdUntil(sleep(PAUSE_MS), events - 1), noteAnswers(sent)]);
    const exchange = await callGateway(gateway, 'openai-chat', { stream: true });
    expect(bodyOf(exchange)).toEqual(sent[0]);
    expect(await gateway.waitForRecord(1)).toMatchObject({ outcome: 'success', usage: { output: 12 } });
  });
});

describe.concurrent.each(STREAM_CASES)(
  '$protocol, $framing: an error event after content',
  ({ protocol, framing }) => {
    it.concurrent.each(['closes', 'stays open'])(
      'is counted as success, or told twice, when the connection %s',
      async (how) => {
        await withChannels(protocol, {}, async ({ gateway, first, second }) => {
          const sent: Buffer[] = [];
          first.replyAlways(LONG_REPLY);
          const event = errorEvent('after-content', 'overloaded');
          first.behave(
            how === 'closes' ? [event, noteAnswers(sent)] : [event, hangAfterEnd(), noteAnswers(sent)],
          );

          const exchange = await callGateway(gateway, protocol, { stream: true, framing });

          expect(exchange).toMatchObject({ status: 200, end: 'complete' });
          expect(bodyOf(exchange)).toEqual(sent[0]);
          expect(second.requests).toHaveLength(0);
          expect(await gateway.waitForRecord(1)).toMatchObject({
            outcome: 'failed',
            failure: { kind: 'overloaded' },
            attempts: [{ outcome: 'failed', failure: { kind: 'overloaded' } }],
          });
        });
      },
    );
  },
);
