import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlainChunkTest } from './create-plain-chunk-test';

const chunk = (members: object): Buffer =>
  Buffer.from(
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', ...members })}\n\n`,
  );
const delta = (members: object, rest: object = { finish_reason: null }): Buffer =>
  chunk({ choices: [{ index: 0, delta: members, ...rest }] });
const finishFirst = (reason: string | null): Buffer =>
  chunk({ choices: [{ index: 0, finish_reason: reason, delta: { content: 'a' } }] });

describe('createPlainChunkTest', () => {
  it.each([
    ['text', delta({ content: 'a' })],
    ['a first call', delta({ tool_calls: [{ index: 0, function: { arguments: '{"error":1,"usage":2}' } }] })],
    ['nulls everywhere', chunk({ choices: [], usage: null, error: null })],
    ['text like facts', delta({ content: '"finish_reason":"stop"' }, {})],
  ])('passes over %s', (_name, raw) => {
    const isPlain = createPlainChunkTest();
    expect([isPlain(raw), isPlain(raw)]).toEqual([true, true]);
  });

  it.each([
    ['a finish', delta({}, { finish_reason: 'stop' })],
    ['usage', delta({ content: 'a' }, { usage: { prompt_tokens: 1 } })],
    ["Groq's usage", chunk({ choices: [], x_groq: { usage: {} } })],
    ['an error', chunk({ error: { code: 500 } })],
    ['a second choice', chunk({ choices: [{ index: 1, delta: { content: 'a' } }] })],
    ['the end', Buffer.from('data: [DONE]\n\n')],
    ['a named event', Buffer.from(`event: error\ndata: ${' '.repeat(40)}\n\n`)],
  ])('has %s read, after chunks that begin the same too', (_name, raw) => {
    const isPlain = createPlainChunkTest();
    const chunks = [raw, delta({ content: 'a' }), delta({ content: 'b' }), raw];
    expect(chunks.map((each) => isPlain(each))).toEqual([false, true, true, false]);
  });

  it('sees a finish that stands before the delta', () => {
    const isPlain = createPlainChunkTest();
    expect([finishFirst(null), finishFirst('stop'), finishFirst(null)].map((raw) => isPlain(raw))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('answers for a chunk as it would had it seen no other before', () => {
    const content = fc.constantFrom(
      {},
      { content: 'a' },
      { content: '{"usage":{"delta":{' },
      { tool_calls: [{ index: 1 }] },
    );
    const reason = fc.constantFrom(null, 'stop');
    const usage = fc.constantFrom(undefined, null, { prompt_tokens: 1 });
    const any = fc
      .tuple(content, reason, usage, fc.boolean(), fc.constantFrom('a', 'b'))
      .map(([d, f, u, last, id]) =>
        chunk({
          id,
          choices: [last ? { finish_reason: f, delta: d } : { delta: d, finish_reason: f }],
          usage: u,
        }),
      );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (chunks) => {
        const isPlain = createPlainChunkTest();
        expect(chunks.map((raw) => isPlain(raw))).toEqual(chunks.map((raw) => createPlainChunkTest()(raw)));
      }),
    );
  });
});
