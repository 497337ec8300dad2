import { describe, expect, it, vi } from 'vitest';
import { resolveChannelProfile } from '#shared/domain/resolve-channel-profile';
import type { AnswerConverter } from '../conversion/create-answer-converter';
import { GatewayError } from '../errors';
import { createMemoryBudget } from '../memory-budget';
import { createAggregator } from '../protocols/canonical/aggregate';
import type { EncodeTarget } from '../protocols/canonical/codec';
import type { CanonicalEvent, CanonicalResponse } from '../protocols/canonical/response';
import { createWholeConversion } from './convert-whole';
import type { Settlement } from './receiver';

const TARGET: EncodeTarget = {
  channelId: 'channel-1',
  protocol: 'openai-chat',
  model: 'm',
  profile: resolveChannelProfile('openai-chat', {}),
  limits: { maxOutputTokens: null, contextTokens: null },
};
const START: CanonicalEvent = { type: 'start', id: 'up', model: 'm' };
const FINISH: CanonicalEvent = { type: 'finish', finish: { reason: 'stop', rawReason: 'end' } };
const RESPONSE: CanonicalResponse = {
  upstreamId: 'up',
  model: 'm',
  parts: [],
  finish: { reason: 'stop', rawReason: 'end' },
  usage: null,
};

/** A conversion in a budget of 1000 bytes, whose converter gives `START` for a first chunk, and `FINISH` at the end. */
function setUp(form: 'json' | 'events', send: () => void = () => undefined) {
  const collected = createAggregator({ protocol: 'openai-chat', channelId: 'channel-1', model: 'm' });
  const converter: AnswerConverter = {
    push: vi.fn<AnswerConverter['push']>(() => [START]),
    end: () => [FINISH],
    isComplete: () => false,
    response: () => RESPONSE,
    collect: () => collected,
    findPause: () => null,
    resume: () => undefined,
  };
  const budget = createMemoryBudget(() => 1000);
  const settlements: Settlement[] = [];
  const upstream = { pause: vi.fn<() => void>(), resume: vi.fn<() => void>(), abort: vi.fn<() => void>() };
  const receiver = createWholeConversion(
    {
      converter,
      target: TARGET,
      status: 200,
      upstreamHeaders: {},
      upstream,
      memory: budget.openAccount(),
      onFirstToken: () => undefined,
      send,
      onSettled: (settlement) => settlements.push(settlement),
    },
    form,
  );
  return { receiver, converter, budget, settlements, upstream };
}

describe.each(['json', 'events'] as const)('an answer that comes as %s', (form) => {
  it('is counted in the memory of all requests, until it is done with', () => {
    const { receiver, budget, settlements } = setUp(form);
    receiver.onData(Buffer.from('{"id"'));
    receiver.onData(Buffer.from(':"x"}'));
    expect(budget.used()).toBe(10);
    receiver.onEnd();
    expect(settlements).toMatchObject([{ type: 'complete' }]);
    receiver.dispose();
    expect(budget.used()).toBe(0);
  });

  it('is given up when there is no room for it', () => {
    const { receiver, budget, settlements, upstream, converter } = setUp(form);
    receiver.onData(Buffer.alloc(600));
    receiver.onData(Buffer.alloc(600));
    receiver.onData(Buffer.alloc(100));
    receiver.onEnd();
    expect(settlements).toMatchObject([
      { type: 'failed', error: { kind: 'at_capacity', retryAfterMs: 1000 } },
    ]);
    expect(upstream.abort).toHaveBeenCalledTimes(1);
    expect(converter.push).toHaveBeenCalledTimes(form === 'events' ? 1 : 0);
    receiver.dispose();
    expect(budget.used()).toBe(0);
  });

  it.each([
    ['refuses', new GatewayError('server_error', 'Malformed function call'), 'Malformed function call'],
    ['cannot nest so deep', new RangeError('Maximum call stack size exceeded'), 'nested too deeply'],
  ])(
    'that the client’s protocol %s is a bad answer, and another channel may give a better one',
    (_why, error, told) => {
      const { receiver, settlements } = setUp(form, () => {
        throw error;
      });
      receiver.onData(Buffer.from('{"id":"x"}'));
      receiver.onEnd();
      expect(settlements).toMatchObject([
        {
          type: 'failed',
          error: { kind: 'bad_response', message: expect.stringContaining(told) },
          answer: null,
        },
      ]);
    },
  );

  it('leaves a fault of Routex’s own to be found', () => {
    const { receiver, settlements } = setUp(form, () => {
      throw new TypeError('x is not a function');
    });
    receiver.onData(Buffer.from('{"id":"x"}'));
    expect(() => receiver.onEnd()).toThrow('x is not a function');
    expect(settlements).toEqual([]);
  });
});
