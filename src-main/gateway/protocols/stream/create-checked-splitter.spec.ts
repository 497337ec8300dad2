import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { resolveChannelProfile } from '#shared/domain/resolve-channel-profile';
import { createMemoryBudget, type MemoryAccount } from '../../memory-budget';
import type { CanonicalEvent } from '../canonical/response';
import { codecs } from '../codecs';
import { createSseSplitter } from '../sse/create-sse-splitter';
import { readSseData } from '../sse/read-sse-event';
import { createCheckedSplitter } from './create-checked-splitter';
import { MAX_EVENT_BYTES } from './event-splitter';

function split(text: string): string[] {
  const told: string[] = [];
  const splitter = createCheckedSplitter({
    create: (onEvent, options) => createSseSplitter(onEvent, { ...options, maxEventBytes: 20 }),
    memory: undefined,
    onEvent: (raw) => told.push(readSseData(raw)),
    onLoss: ({ kind }) => told.push(kind),
  });
  splitter.push(Buffer.from(text));
  splitter.end();
  expect(splitter.countEvents()).toBe(told.length);
  return told;
}

describe('createCheckedSplitter', () => {
  const large = `data: ${'x'.repeat(20)}\n\n`;

  it('tells of a lost event before it hands out the next one', () => {
    expect(split(`data: a\n\n${large}data: b\n\n`)).toEqual(['a', 'bad_response', 'b']);
    expect(split(`${large}${large}data: b\n\n`)).toEqual(['bad_response', 'bad_response', 'b']);
  });

  it('tells of the last one, even when its end is missing', () => {
    expect(split(`data: a\n\n${large}`)).toEqual(['a', 'bad_response']);
    expect(split(`data: a\n\n${large.trimEnd()}`)).toEqual(['a', 'bad_response']);
  });

  it('counts comments for nothing', () => {
    expect(split(`: hello\n\ndata: a\n\n: ${'x'.repeat(5)}\n\n`)).toEqual(['a']);
  });
});

interface Stream {
  readonly protocol: ProtocolId;
  readonly name: string;
  readonly first: string;
  /** An event to be lost. */
  readonly wrap: (padding: string) => string;
  readonly last: string;
}

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const gemini = (text: string, members: object = {}) => ({
  candidates: [{ content: { parts: [{ text }] }, ...members }],
});

const STREAMS: readonly Stream[] = [
  {
    protocol: 'anthropic-messages',
    name: 'events',
    first: data({ type: 'message_start', message: { id: 'msg_1', model: 'm' } }),
    wrap: (text) => data({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
    last:
      data({ type: 'message_delta', delta: { stop_reason: 'end_turn' } }) + data({ type: 'message_stop' }),
  },
  {
    protocol: 'openai-chat',
    name: 'events',
    first: data({ id: 'c', model: 'm', choices: [{ index: 0, delta: { content: 'a' } }] }),
    wrap: (content) => data({ id: 'c', model: 'm', choices: [{ index: 0, delta: { content } }] }),
    last: `${data({ id: 'c', model: 'm', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}data: [DONE]\n\n`,
  },
  {
    protocol: 'openai-responses',
    name: 'events',
    first: data({ type: 'response.created', response: { id: 'resp_1', model: 'm' } }),
    wrap: (delta) => data({ type: 'response.output_text.delta', output_index: 0, delta }),
    last: data({ type: 'response.completed', response: { id: 'resp_1', status: 'completed' } }),
  },
  {
    protocol: 'gemini',
    name: 'events',
    first: data(gemini('a')),
    wrap: (text) => data(gemini(text)),
    last: data(gemini('b', { finishReason: 'STOP' })),
  },
  {
    protocol: 'gemini',
    name: 'array',
    first: `[${JSON.stringify(gemini('a'))},`,
    wrap: (text) => `${JSON.stringify(gemini(text))},`,
    last: `${JSON.stringify(gemini('b', { finishReason: 'STOP' }))}]`,
  },
];

function decode(
  protocol: ProtocolId,
  pieces: readonly string[],
  memory?: MemoryAccount,
): { events: CanonicalEvent[]; complete: boolean } {
  const decoder = codecs[protocol].createStreamDecoder({
    target: {
      channelId: 'channel-1',
      protocol,
      model: 'm',
      profile: resolveChannelProfile(protocol, { lenientEof: true }),
      limits: { maxOutputTokens: null, contextTokens: null },
    },
    newId: (length) => 'x'.repeat(length),
    warn: () => undefined,
    ...(memory !== undefined && { memory }),
  });
  const events = [...pieces.flatMap((piece) => decoder.push(Buffer.from(piece))), ...decoder.end()];
  return { events, complete: decoder.isComplete() };
}

describe.each(STREAMS)('the decoder of $protocol ($name)', ({ protocol, first, wrap, last }) => {
  it('takes no answer for whole that lacks an event too large to keep, wherever the network cut it', () => {
    const whole = decode(protocol, [first, wrap('x'), last]);
    expect(whole.events.at(-1)).toMatchObject({ type: 'finish' });
    const large = wrap('x'.repeat(MAX_EVENT_BYTES));
    for (const pieces of [
      [first + large + last],
      [first, large, last],
      [first, large.slice(0, -50), large.slice(-50) + last],
    ]) {
      const { events } = decode(protocol, pieces);
      expect(events.at(-1)).toMatchObject({
        type: 'error',
        error: { kind: 'bad_response', message: 'The upstream sent an event that is too large.' },
      });
      expect(events.filter(({ type }) => type === 'finish' || type === 'error')).toHaveLength(1);
    }
  });

  it('counts what it keeps of an event, and says when there is no room for it', () => {
    const budget = createMemoryBudget(() => 10_000);
    const event = wrap('x'.repeat(5000));
    const torn = [first, event.slice(0, 4000), event.slice(4000), last];
    const account = budget.openAccount();
    expect(decode(protocol, torn, account).events.at(-1)).toMatchObject({ type: 'finish' });
    expect(budget.used()).toBe(0);
    decode(protocol, torn.slice(0, 2), {
      ...account,
      take: (bytes) => {
        expect(bytes).toBeGreaterThanOrEqual(4000);
        return account.take(bytes);
      },
    });
    account.close();
    const full = createMemoryBudget(() => 1000).openAccount();
    expect(decode(protocol, torn, full).events.at(-1)).toMatchObject({
      type: 'error',
      error: { kind: 'at_capacity' },
    });
  });
});
