import { describe, expect, it } from 'vitest';
import { describeStreamTap, readStream } from '../testing/describe-stream-tap';
import { createWireError } from '../testing/wire-error';
import { encodeStreamError } from './encode-stream-error';
import { functionCallArray, functionCallChunks, functionCallSse } from './fixtures/function-call-chunks';
import { gemini } from './index';
import { createGeminiStreamTap } from './stream-tap';

const sse = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const read = (...values: unknown[]) => readStream(createGeminiStreamTap('sse'), ...values.map(sse));
const readArray = (...pieces: string[]) => readStream(createGeminiStreamTap('json-array'), ...pieces);
const parts = (...items: unknown[]) => ({ candidates: [{ content: { role: 'model', parts: items } }] });
const finish = (finishReason: string) => ({ candidates: [{ content: {}, finishReason }] });
const text = parts({ text: 'a' });

describe('createGeminiStreamTap', () => {
  describeStreamTap(gemini, 'sse', functionCallSse);
  describeStreamTap(gemini, 'json-array', functionCallArray);

  const facts = {
    contentSeen: true,
    error: null,
    usage: { input: 4325, output: 89, cacheRead: 4000, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 40 },
    model: 'gemini-3.5-pro',
    responseId: 'mJ8paZbWJq2kvdIP4Y7h8Aw',
    stopReason: 'STOP',
    sequenceNumber: -1,
    events: 8,
    createdAt: null,
    arrayPosition: null,
  };

  it('reads a whole event stream, and takes no fact from its text', () => {
    expect(readStream(createGeminiStreamTap('sse'), functionCallSse)).toEqual({
      ...facts,
      atBoundary: true,
      ending: 'soft',
    });
  });

  it('reads a whole array', () => {
    expect(readArray(functionCallArray)).toEqual({
      ...facts,
      atBoundary: false,
      ending: 'terminal',
      arrayPosition: 'closed',
    });
  });

  it('knows the totals so far of a stream that broke anywhere, text and arguments named like them or not', () => {
    const outputs = functionCallChunks.map(
      (_, index) => read(...functionCallChunks.slice(0, index + 1)).usage?.output,
    );
    expect(outputs).toEqual([0, 20, 45, 49, 49, 60, 60, 89]);
  });

  it.each([
    ['an empty text', parts({ text: '' })],
    ['a signature alone', parts({ text: '', thoughtSignature: 'x' })],
    ['no parts', { candidates: [{ content: { role: 'model' } }] }],
    ['usage alone', { usageMetadata: { promptTokenCount: 3 } }],
    ['no reason', finish('FINISH_REASON_UNSPECIFIED')],
  ])('does not take %s for content: failover must stay possible', (_name, chunk) => {
    expect(read(chunk)).toMatchObject({ contentSeen: false, ending: 'open' });
  });

  it.each([
    ['text', text],
    ['a thought', parts({ text: 'a', thought: true })],
    ['a call', parts({ functionCall: { name: 'f', args: {} } })],
    ['a call of nothing', parts({ functionCall: {} })],
    ['data', parts({ inlineData: { mimeType: 'image/png', data: 'AA==' } })],
    ['a finish reason', finish('STOP')],
    ['a blocked prompt', { promptFeedback: { blockReason: 'SAFETY' } }],
  ])('takes %s for content', (_name, chunk) => {
    expect(read(chunk).contentSeen).toBe(true);
  });

  it.each([
    ['STOP', finish('STOP'), 'soft'],
    ['SAFETY', finish('SAFETY'), 'soft'],
    ['CONTINUATION', finish('CONTINUATION'), 'open'],
    ['PROHIBITED_CONTENT', { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }, 'soft'],
  ])('after %s', (stopReason, chunk, ending) => {
    expect(read(chunk)).toMatchObject({ stopReason, ending });
    expect(read(text, chunk)).toMatchObject({ stopReason, ending });
  });

  it.each([
    ['object', { error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } }],
    ['array', [{ error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } }]],
  ])('sees an error %s before and after content', (_name, error) => {
    expect(read(error)).toMatchObject({
      contentSeen: false,
      error: { kind: 'overloaded', message: 'Overloaded' },
    });
    expect(read(text, error)).toMatchObject({ ending: 'open', error: { kind: 'overloaded' } });
    expect(readArray('[', JSON.stringify(text), ',', JSON.stringify(error)).error).toEqual(
      Array.isArray(error) ? null : expect.objectContaining({ kind: 'overloaded' }),
    );
  });

  it('sees an error that is answered in place of an array', () => {
    expect(readArray('{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"x"}}')).toMatchObject({
      error: { kind: 'rate_limit' },
      ending: 'open',
      atBoundary: false,
    });
  });

  it('offers a place in the array only where an error makes it valid JSON', () => {
    const bytes = Buffer.from(functionCallArray);
    const tap = createGeminiStreamTap('json-array');
    let places = 0;
    for (let i = 0; i < bytes.length; i += 1) {
      if (tap.facts.atBoundary) {
        places += 1;
        const added = encodeStreamError(createWireError({ kind: 'truncated' }), tap.facts, 'json-array');
        const parsed: unknown[] = JSON.parse(bytes.toString('utf8', 0, i) + added);
        expect(parsed.at(-1)).toMatchObject({ error: { code: 503, status: 'UNAVAILABLE' } });
        expect(parsed).toHaveLength(tap.facts.events + 1);
      }
      tap.push(bytes.subarray(i, i + 1));
    }
    expect(places).toBeGreaterThan(functionCallChunks.length * 2);
  });
});
