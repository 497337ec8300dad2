import { describe, expect, it } from 'vitest';
import { describeStreamTap, readStream } from '../testing/describe-stream-tap';
import { toolCallStream } from './fixtures/tool-call-stream';
import { openaiChat } from './index';
import { createChatStreamTap } from './stream-tap';

const DONE = 'data: [DONE]\n\n';
const padding = { id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'm' };
const chunk = (members: object): string => `data: ${JSON.stringify({ ...padding, ...members })}\n\n`;
const choice = (members: object): string =>
  chunk({ choices: [{ index: 0, finish_reason: null, ...members }] });
const part = (index: number, reason: string | null): string =>
  chunk({ choices: [{ index, delta: { content: 'a' }, finish_reason: reason }] });
const report = (completion: number | null): string =>
  chunk({
    choices: [],
    usage: completion === null ? null : { prompt_tokens: 9, completion_tokens: completion },
  });
const text = choice({ delta: { content: 'a' } });
const read = (...pieces: string[]) => readStream(createChatStreamTap(), ...pieces);

describe('createChatStreamTap', () => {
  describeStreamTap(openaiChat, 'sse', toolCallStream);

  it('reads a whole stream, and takes no fact from its text', () => {
    expect(read(toolCallStream)).toEqual({
      atBoundary: true,
      contentSeen: true,
      ending: 'terminal',
      error: null,
      usage: { input: 4325, output: 89, cacheRead: 4000, cacheWrite5m: 300, cacheWrite1h: 0, reasoning: 40 },
      model: 'gpt-5.1-2026-01-15',
      responseId: 'chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG',
      stopReason: 'tool_calls',
      sequenceNumber: -1,
      events: 13,
      createdAt: null,
      arrayPosition: null,
    });
  });

  it.each([
    ['a role', { delta: { role: 'assistant', content: '', refusal: null, tool_calls: [] } }],
    ['no delta', {}],
    ['a null delta', { delta: null }],
    ['a finish reason of ""', { delta: {}, finish_reason: '' }],
    ['a finish reason of error', { delta: { content: '' }, finish_reason: 'error' }],
  ])('does not take %s for content: failover must stay possible', (_name, members) => {
    expect(read(choice(members))).toMatchObject({ contentSeen: false, ending: 'open' });
  });

  it.each([
    [{ content: 'a' }],
    [{ content: [{ type: 'thinking', thinking: [] }] }],
    [{ reasoning_content: 'a' }],
    [{ reasoning: 'a' }],
    [{ reasoning_details: [{ text: 'a' }] }],
    [{ tool_calls: [{ index: 0, id: 'call_1' }] }],
    [{ refusal: 'No.' }],
    [{ function_call: { name: 'f', arguments: '' } }],
  ])('takes the delta %j for content', (delta) => {
    expect(read(choice({ delta })).contentSeen).toBe(true);
  });

  it('calls the answer complete at a finish reason, and ended at [DONE] with or without one', () => {
    const stop = choice({ delta: {}, finish_reason: 'stop' });
    expect(read(text).ending).toBe('open');
    expect(read(text, stop)).toMatchObject({ ending: 'soft', stopReason: 'stop' });
    expect(read(text, stop, DONE).ending).toBe('terminal');
    expect(read(text, DONE).ending).toBe('terminal');
    expect(read(text, 'data:[DONE]').ending).toBe('terminal');
  });

  it('waits for every choice of several, in whatever order they begin and end', () => {
    expect(read(part(1, null), part(0, null), part(1, 'stop')).ending).toBe('open');
    expect(read(part(1, null), part(1, 'stop'), part(0, null)).ending).toBe('open');
    expect(read(part(0, null), part(1, null), part(0, 'stop')).ending).toBe('open');
    expect(read(part(0, null), part(1, null), part(0, 'stop'), part(1, null)).ending).toBe('open');
    expect(read(part(0, null), part(1, null), part(0, 'stop'), part(1, null), part(1, 'length')).ending).toBe(
      'soft',
    );
  });

  it('stays complete when GLM sends usage with an empty delta after the finish', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 4 };
    const last = chunk({ choices: [{ index: 0, delta: { content: '' }, finish_reason: null }], usage });
    const facts = read(text, choice({ delta: {}, finish_reason: 'stop' }), last);
    expect(facts).toMatchObject({ ending: 'soft', usage: { input: 3, output: 4 } });
  });

  it.each([
    ['top', chunk({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 4 } })],
    ['choice (Kimi)', choice({ delta: {}, usage: { prompt_tokens: 3, completion_tokens: 4 } })],
    [
      'x_groq',
      chunk({ choices: [], x_groq: { id: 'r', usage: { prompt_tokens: 3, completion_tokens: 4 } } }),
    ],
    [
      'spaced out',
      'data: {"id":"chatcmpl-1", "choices": [], "usage" : {"prompt_tokens": 3, "completion_tokens": 4}}\n\n',
    ],
    [
      'with usage null before it',
      choice({ delta: {}, usage: null }) + chunk({ usage: { prompt_tokens: 3, completion_tokens: 4 } }),
    ],
  ])('finds usage in: %s', (_name, last) => {
    expect(read(text, last).usage).toMatchObject({ input: 3, output: 4 });
    expect(read(last).usage).toMatchObject({ input: 3, output: 4 });
  });

  it('takes the latest of cumulative reports, and keeps it when a null follows', () => {
    expect(read(text, report(1), report(2), report(null)).usage).toMatchObject({ input: 9, output: 2 });
  });

  it.each([
    ['an error object', chunk({ error: { message: 'Overloaded', code: 502 }, choices: [] }), 'overloaded'],
    ['an error object alone', 'data: {"error":{"message":"x","type":"rate_limit_error"}}\n\n', 'rate_limit'],
    ['an error as text', 'data: {"error":"No such model: gpt-9 is not there"}\n\n', 'not_found'],
    ['finish reason error', choice({ delta: {}, finish_reason: 'error' }), 'server_error'],
    ['finish reason network_error', choice({ delta: {}, finish_reason: 'network_error' }), 'server_error'],
    [
      'an error in the choice',
      choice({ error: { code: 429, message: 'x' }, finish_reason: 'error' }),
      'rate_limit',
    ],
    ['an error event', 'event: error\ndata: {"message":"Insufficient balance"}\n\n', 'billing'],
    [
      'an error event of text',
      'event: error\ndata: too many requests, my friend, come again\n\n',
      'rate_limit',
    ],
    [
      "vLLM's error object",
      'data: {"object":"error","message":"too many requests","code":null}\n\n',
      'rate_limit',
    ],
  ])('sees %s before and after content', (_name, event, kind) => {
    expect(read(event)).toMatchObject({ contentSeen: false, error: { kind } });
    expect(read(text, event)).toMatchObject({ ending: 'open', error: { kind } });
  });

  it('does not take error: null for an error', () => {
    expect(
      read(choice({ delta: { content: 'a' }, error: null }), chunk({ error: null, choices: [] })).error,
    ).toBeNull();
  });

  it('does not take text for usage, finish, error or the end', () => {
    const bait = [
      '"usage":{"prompt_tokens":9}',
      '"finish_reason":"stop"',
      '\n\ndata: [DONE]\n\n',
      '"error":{"message":"x"}',
      'usage',
      'error',
    ].map((content) => choice({ delta: { content } }));
    expect(read(text, ...bait)).toMatchObject({ ending: 'open', usage: null, error: null, stopReason: null });
  });
});
