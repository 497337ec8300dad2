import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AnswerConverter } from '../conversion/create-answer-converter';
import { createTestAnswerContext } from '../conversion/testing/create-test-answer-context';
import { createMemoryBudget } from '../memory-budget';
import type { CanonicalEvent } from '../protocols/canonical/response';
import type { UpstreamError } from '../protocols/types';
import { createClientStream } from './client-stream';
import { createStreamConversion } from './convert-stream';
import type { Settlement } from './receiver';
import { createCollectingClient } from './testing/create-collecting-client';

const START: CanonicalEvent = { type: 'start', id: 'up', model: 'm' };
const TEXT_START: CanonicalEvent = { type: 'part_start', part: 0, content: { kind: 'text' } };
const TEXT: CanonicalEvent = { type: 'text_delta', part: 0, text: 'Hello' };
const TEXT_END: CanonicalEvent = { type: 'part_end', part: 0 };
const FINISH: CanonicalEvent = { type: 'finish', finish: { reason: 'stop', rawReason: 'end' } };
const BROKEN: UpstreamError = { kind: 'unreachable', message: 'reset', status: null, retryAfterMs: null };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A converter whose events are given to it one push after the other. */
function setUp() {
  const client = createCollectingClient();
  const script: { events: CanonicalEvent[]; atEnd: CanonicalEvent[]; complete: boolean } = {
    events: [],
    atEnd: [],
    complete: false,
  };
  const converter: AnswerConverter = {
    push: () => script.events.splice(0),
    end: () => script.atEnd.splice(0),
    isComplete: () => script.complete,
    response: () => {
      throw new Error('not a whole answer');
    },
    collect: () => {
      throw new Error('not a whole answer');
    },
    findPause: () => null,
    resume: () => undefined,
  };
  const upstream = { pause: vi.fn<() => void>(), resume: vi.fn<() => void>(), abort: vi.fn<() => void>() };
  const memory = createMemoryBudget(() => 1000).openAccount();
  const settlements: Settlement[] = [];
  const stream = createClientStream(client, createTestAnswerContext('openai-chat'));
  const onFirstToken = vi.fn<() => void>();
  const create = () =>
    createStreamConversion({
      converter,
      stream,
      client,
      upstream,
      memory,
      headers: {},
      onFirstToken,
      onSettled: (settlement) => settlements.push(settlement),
    });
  const push = (receiver: ReturnType<typeof create>, ...events: CanonicalEvent[]): void => {
    script.events = events;
    receiver.onData(Buffer.from('x'));
  };
  return { client, script, upstream, settlements, create, push, onFirstToken, stream };
}

describe('before the first content', () => {
  it('sends nothing, so that another channel can answer', () => {
    const { client, create, push, settlements } = setUp();
    const receiver = create();
    push(receiver, START, TEXT_START);
    expect(client.started).toEqual([]);
    receiver.onBreak(BROKEN);
    expect(settlements).toEqual([{ type: 'failed', error: BROKEN, answer: null }]);
    expect(client.text()).toBe('');
  });

  it('case 80: a client that was told to wait gets another channel’s answer in the same stream', () => {
    const { client, create, push, settlements, script, stream } = setUp();
    const first = create();
    push(first, START);
    stream.open({});
    expect(client.started).toHaveLength(1);
    first.onBreak(BROKEN);
    const second = create();
    push(second, START, TEXT_START, TEXT, TEXT_END, FINISH);
    expect(settlements.map(({ type }) => type)).toEqual(['failed', 'complete']);
    expect(client.started).toHaveLength(1);
    expect(client.text().match(/"role":"assistant"/g)).toHaveLength(1);
    expect(client.text()).toContain('Hello');
    expect(script.atEnd).toEqual([]);
  });

  it('is over for what goes on after a pause, because the client has the part before it', () => {
    const { client, create, push, settlements, stream } = setUp();
    push(create(), START, TEXT_START, TEXT, TEXT_END);
    expect(stream.hasWritten()).toBe(true);
    create().onBreak(BROKEN);
    expect(settlements.at(-1)).toMatchObject({ type: 'broken', error: BROKEN });
    expect(client.text()).toContain('"error":');
  });

  it('takes an error event for a failed channel', () => {
    const { client, create, push, settlements } = setUp();
    push(create(), START, { type: 'error', error: { ...BROKEN, kind: 'overloaded' } });
    expect(settlements).toMatchObject([{ type: 'failed', error: { kind: 'overloaded' } }]);
    expect(client.started).toEqual([]);
  });
});

describe('from the first content on', () => {
  it('sends each packet at once, and says when the first came', () => {
    const { client, create, push, onFirstToken } = setUp();
    const receiver = create();
    push(receiver, START, TEXT_START);
    expect(onFirstToken).not.toHaveBeenCalled();
    push(receiver, TEXT);
    expect(onFirstToken).toHaveBeenCalledTimes(1);
    expect(client.text()).toContain('Hello');
  });

  it('tells the client in its protocol that the stream broke', () => {
    const { client, create, push, settlements, upstream } = setUp();
    const receiver = create();
    push(receiver, START, TEXT_START, TEXT);
    receiver.onBreak(BROKEN);
    expect(settlements).toMatchObject([{ type: 'broken', error: BROKEN }]);
    expect(client.text()).toContain('"error":{"message":"reset');
    expect(client.ended).toBe(true);
    expect(upstream.abort).toHaveBeenCalled();
  });

  it('case 77: an end without the last event is an error, never a normal end', () => {
    const { client, create, push, settlements } = setUp();
    const receiver = create();
    push(receiver, START, TEXT_START, TEXT);
    receiver.onEnd();
    expect(settlements).toMatchObject([{ type: 'broken', error: { kind: 'truncated' } }]);
    expect(client.text()).not.toContain('"finish_reason":"stop"');
  });

  it('takes a rude end for one when all of the answer is there', () => {
    const { client, create, push, settlements, script } = setUp();
    const receiver = create();
    push(receiver, START, TEXT_START, TEXT);
    script.complete = true;
    script.atEnd = [TEXT_END, FINISH];
    receiver.onBreak(BROKEN);
    expect(settlements).toMatchObject([{ type: 'complete', facts: { stopReason: 'end' } }]);
    expect(client.text()).toContain('"finish_reason":"stop"');
  });

  it('ends an answer that is complete after three seconds of silence', () => {
    const { create, push, settlements, script } = setUp();
    const receiver = create();
    script.complete = true;
    push(receiver, START, TEXT_START, TEXT);
    script.atEnd = [TEXT_END, FINISH];
    vi.advanceTimersByTime(2999);
    expect(settlements).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(settlements).toMatchObject([{ type: 'complete' }]);
  });

  it('ends the client’s answer with the last event, and gives up an upstream that does not close', () => {
    const { client, create, push, upstream, settlements } = setUp();
    push(create(), START, TEXT_START, TEXT, TEXT_END, FINISH);
    expect(client.ended).toBe(true);
    expect(settlements).toMatchObject([{ type: 'complete' }]);
    expect(upstream.abort).not.toHaveBeenCalled();
    vi.advanceTimersByTime(3000);
    expect(upstream.abort).toHaveBeenCalledTimes(1);
  });
});
