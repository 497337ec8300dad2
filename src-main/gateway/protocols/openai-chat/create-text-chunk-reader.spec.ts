import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRecord, parseJson } from '../json/read';
import { createTextChunkReader, type TextChunkReader } from './create-text-chunk-reader';

const chunk = (content: string, more: object = {}, choice: object = {}, delta: object = {}): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-x',
  choices: [{ index: 0, delta: { content, ...delta }, logprobs: null, finish_reason: null, ...choice }],
  ...more,
});
const write = (value: object): Buffer => Buffer.from(`data: ${JSON.stringify(value)}\n\n`);

const spaced = (content: string): Buffer =>
  Buffer.from(`data: {"model": "m", "choices": [{"index": 0, "delta": {"content": "${content}"}}]}\n\n`);

function learned(first: Buffer): TextChunkReader {
  const reader = createTextChunkReader();
  const json = parseJson(first.toString('utf8').slice('data:'.length));
  if (isRecord(json)) reader.learn(first, json);
  return reader;
}
const read = (reader: TextChunkReader, raw: Buffer): string | null => reader.read(raw, 0, raw.length);

describe('createTextChunkReader', () => {
  it('reads any text as the parser does', () => {
    const reader = learned(write(chunk('Hello')));
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', '\\', '\\"', '"}', 'é→😀', '\u2028'),
    );
    fc.assert(
      fc.property(text, (content) => {
        const raw = write(chunk(content));
        const expected = (
          JSON.parse(raw.toString('utf8').slice(5)) as { choices: [{ delta: { content: string } }] }
        ).choices[0].delta.content;
        expect(read(reader, raw)).toBe(content === '' ? null : expected);
      }),
      { numRuns: 500 },
    );
  });

  it('reads it within a larger piece of the stream, and with the spaces other servers write', () => {
    const reader = learned(spaced('Hello'));
    const both = Buffer.concat([spaced('a'), spaced('\\u00e9b')]);
    const cut = spaced('a').length;
    expect(reader.read(both, 0, cut)).toBe('a');
    expect(reader.read(both, cut, both.length)).toBe('éb');
  });

  it.each([
    ['usage', chunk('a', { usage: { prompt_tokens: 1, completion_tokens: 1 } })],
    ['an error', chunk('a', { error: { message: 'no' } })],
    ['a finish reason', chunk('a', {}, { finish_reason: 'stop' })],
    ['another choice', chunk('a', {}, { index: 1 })],
    ['reasoning', chunk('a', {}, {}, { reasoning_content: 'hm' })],
    ['a tool call', chunk('a', {}, {}, { tool_calls: [{ index: 0 }] })],
    [
      'no content',
      { ...chunk('a'), choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: null }] },
    ],
  ])('leaves a chunk with %s to the parser', (_name, other) => {
    expect(read(learned(write(chunk('Hello'))), write(other))).toBeNull();
    // Nor is such a chunk a pattern for others.
    expect(read(learned(write(other)), write(other))).toBeNull();
  });

  it('leaves the chunk of another answer to the parser', () => {
    expect(read(learned(write(chunk('Hello'))), write(chunk('a', { id: 'chatcmpl-2' })))).toBeNull();
  });

  it('leaves what is no JSON to the parser', () => {
    const reader = learned(write(chunk('Hello')));
    const text = write(chunk('MARK')).toString('utf8');
    for (const bad of ['"', 'a"b', '\\x', '\\', '\\u12', 'a\nb', 'a\ndata: b', '\u0001']) {
      expect(read(reader, Buffer.from(text.replace('MARK', bad)))).toBeNull();
    }
  });

  it('takes no chunk for a pattern whose content is not where it seems', () => {
    const twice = Buffer.from('data: {"choices":[{"delta":{"content":"a","content":"b"}}]}\n\n');
    expect(read(learned(twice), twice)).toBeNull();
    const named = Buffer.from('event: error\ndata: {"choices":[{"delta":{"content":"a"}}]}\n\n');
    expect(read(learned(named), named)).toBeNull();
  });
});
