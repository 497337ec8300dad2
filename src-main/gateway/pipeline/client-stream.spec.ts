import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { createTestAnswerContext } from '../conversion/testing/create-test-answer-context';
import { createClientStream } from './client-stream';
import { createCollectingClient } from './testing/create-collecting-client';

const SILENCE_MS = 15_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function open(protocol: ProtocolId, framing: 'sse' | 'json-array' = 'sse') {
  const client = createCollectingClient();
  const stream = createClientStream(client, createTestAnswerContext(protocol, { framing }));
  stream.open({});
  const since = client.text().length;
  return { client, stream, later: () => client.text().slice(since) };
}

describe('a client that hears nothing', () => {
  it.each([
    ['anthropic-messages', 'event: ping\ndata: {"type":"ping"}\n\n'],
    ['openai-chat', ': keepalive\n\n'],
    ['gemini', '\n\n'],
  ] as const)('case 78: is told every 15 seconds that its %s stream lives', (protocol, ping) => {
    const { later } = open(protocol);
    vi.advanceTimersByTime(60_000);
    expect(later()).toBe(ping.repeat(4));
  });

  it('case 78: Codex gets keepalive events, which count for its clock where comments do not', () => {
    const { later } = open('openai-responses');
    vi.advanceTimersByTime(30_000);
    expect(
      later().match(/event: keepalive\ndata: \{"type":"keepalive","sequence_number":\d+\}\n\n/g),
    ).toHaveLength(2);
  });

  it('is not told in the middle of a JSON array, where nothing may stand', () => {
    const { client, later } = open('gemini', 'json-array');
    vi.advanceTimersByTime(60_000);
    expect(later().trim()).toBe('');
    expect(client.text().trim()).not.toContain('keepalive');
  });

  it('is told 15 seconds after the last word, not in between', () => {
    const { stream, later } = open('openai-chat');
    vi.advanceTimersByTime(SILENCE_MS - 1);
    stream.write([
      { type: 'start', id: null, model: null },
      { type: 'part_start', part: 0, content: { kind: 'text' } },
      { type: 'text_delta', part: 0, text: 'Hi' },
    ]);
    vi.advanceTimersByTime(SILENCE_MS - 1);
    expect(later()).not.toContain(': keepalive');
    vi.advanceTimersByTime(1);
    expect(later()).toContain(': keepalive');
  });

  it('is not told any more when the stream has ended, or the client has left', () => {
    const ended = open('openai-chat');
    ended.stream.end();
    const left = open('openai-chat');
    left.client.leave();
    vi.advanceTimersByTime(60_000);
    expect(ended.later()).toBe('');
    expect(left.later()).toBe('');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not told while it does not read', () => {
    const { client, later } = open('openai-chat');
    client.setBlocked(true);
    vi.advanceTimersByTime(SILENCE_MS * 2);
    client.setBlocked(false);
    vi.advanceTimersByTime(SILENCE_MS);
    expect(later()).toBe(': keepalive\n\n');
  });
});

describe('a stream that is opened', () => {
  it('answers once, with headers that keep proxies from holding it back', () => {
    const { client, stream } = open('anthropic-messages');
    stream.open({ 'x-routex-channel': 'other' });
    expect(client.started).toEqual([
      [
        200,
        expect.objectContaining({
          'content-type': 'text/event-stream; charset=utf-8',
          'x-accel-buffering': 'no',
        }),
      ],
    ]);
  });
});
