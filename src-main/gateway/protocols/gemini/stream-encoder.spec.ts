import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explode } from '../canonical/explode';
import type { CanonicalPart } from '../canonical/part';
import type { CanonicalEvent, CanonicalResponse, Finish } from '../canonical/response';
import { encodeResponse } from './encode-response';
import { createAnswerContext, createWarnings } from './fixtures/codec-context';
import { createStreamEncoder } from './stream-encoder';
import { isRecord, readArray, readRecord, type JsonRecord } from '../json/read';

const origin = { protocol: 'gemini', channelId: null, model: null } as const;
const usage = { input: 100, output: 50, cacheRead: 40, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 30 };
const stop: Finish = { reason: 'stop', rawReason: null };

const createAnswer = (parts: readonly CanonicalPart[], finish: Finish = stop): CanonicalResponse => ({
  upstreamId: 'up_1',
  model: 'upstream-model',
  parts,
  finish,
  usage,
});
const text = (value: string, members: object = {}): CanonicalPart => ({
  type: 'text',
  text: value,
  ...members,
});
const thought = (value: string, data?: string): CanonicalPart => ({
  type: 'reasoning',
  text: value,
  origin,
  ...(data !== undefined && { state: { kind: 'signature', data } }),
});
const call = (members: object = {}): CanonicalPart => ({
  type: 'toolCall',
  id: 'c1',
  name: 'f',
  args: '{"a":1}',
  ...members,
});

function encodeEvents(events: readonly CanonicalEvent[], framing: 'sse' | 'json-array' = 'sse') {
  const { warnings, warn } = createWarnings();
  const encoder = createStreamEncoder(createAnswerContext({ framing, warn }));
  return { text: events.map((event) => encoder.push(event)).join(''), warnings };
}

/** Chunks of an event stream that keeps to what Google's SDK can read: one data line, a blank line, nothing else. */
function readChunks(stream: string): unknown[] {
  if (stream === '') return [];
  expect(stream.endsWith('\n\n')).toBe(true);
  return stream
    .slice(0, -2)
    .split('\n\n')
    .map((event) => {
      expect(event).toMatch(/^data: \{.*\}$/);
      return JSON.parse(event.slice('data: '.length));
    });
}

const readParts = (chunk: unknown): readonly unknown[] =>
  readArray(readRecord(readArray(chunk, 'candidates')[0], 'content'), 'parts');
const streamParts = (answer: CanonicalResponse): readonly unknown[] =>
  readChunks(encodeEvents(explode(answer)).text).flatMap(readParts);
const encodeWhole = (answer: CanonicalResponse, warn = (_warning: string): void => {}): JsonRecord => {
  const body = encodeResponse(answer, createAnswerContext({ warn }));
  if (!isRecord(body)) throw new Error('no object');
  return body;
};
const wholeParts = (answer: CanonicalResponse) => readParts(encodeWhole(answer));

const startCall = (part: number): CanonicalEvent => ({
  type: 'part_start',
  part,
  content: { kind: 'toolCall', id: `c${part}`, name: 'f' },
});

const addArgs = (part: number, piece: string): CanonicalEvent => ({ type: 'args_delta', part, text: piece });

const readSignatures = (parts: readonly unknown[]) =>
  parts.flatMap((part) => (isRecord(part) ? (part['thoughtSignature'] ?? []) : []));

const createCitation = (start: number | null, end: number | null) => ({
  type: 'url',
  url: 'https://a.example',
  title: 'A',
  start,
  end,
  quote: null,
});

describe('createStreamEncoder', () => {
  it('writes a chunk to each delta, whole calls, and all that ends it in the last', () => {
    const answer = createAnswer([thought('Hm.'), text('Hello'), call({ signature: 'c2ln' })], {
      reason: 'tool_calls',
      rawReason: null,
    });
    const identity = { modelVersion: 'my-model', responseId: 'x'.repeat(24) };
    const chunk = (part: object) => ({
      candidates: [{ index: 0, content: { role: 'model', parts: [part] } }],
      ...identity,
    });
    expect(readChunks(encodeEvents(explode(answer)).text)).toEqual([
      chunk({ text: 'Hm.', thought: true }),
      chunk({ text: 'Hello' }),
      chunk({ functionCall: { id: 'c1', name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' }),
      {
        candidates: [{ index: 0, content: { role: 'model', parts: [{ text: '' }] }, finishReason: 'STOP' }],
        usageMetadata: {
          promptTokenCount: 100,
          candidatesTokenCount: 20,
          totalTokenCount: 150,
          cachedContentTokenCount: 40,
          thoughtsTokenCount: 30,
        },
        ...identity,
      },
    ]);
  });

  it('case 84: without alt=sse it is one valid array, whatever stands in it', () => {
    const answer = createAnswer([thought('Hm.', 'c2ln'), text('a,]\n['), call()]);
    const events = explode(answer);
    expect(JSON.parse(encodeEvents(events, 'json-array').text)).toEqual(
      readChunks(encodeEvents(events).text),
    );
    const encoder = createStreamEncoder(createAnswerContext({ framing: 'json-array' }));
    const early = [encoder.ping(), encoder.preamble(), encoder.preamble(), encoder.ping()].join('');
    const rest = events.map((event) => encoder.push(event) + encoder.ping()).join('');
    expect(JSON.parse(early + rest)).toHaveLength(5);
  });

  it('case 84: an error keeps the array valid, wherever it comes', () => {
    const error = { kind: 'truncated', message: 'Cut.', status: 502, retryAfterMs: null } as const;
    const events = explode(createAnswer([text('a'), call()]));
    for (let count = 0; count < events.length; count += 1) {
      for (const early of [true, false]) {
        const encoder = createStreamEncoder(createAnswerContext({ framing: 'json-array' }));
        let stream = early ? encoder.preamble() : '';
        for (const event of events.slice(0, count)) stream += encoder.push(event);
        stream += encoder.push({ type: 'error', error }) + encoder.push({ type: 'finish', finish: stop });
        const chunks: unknown[] = JSON.parse(stream);
        expect(chunks.at(-1)).toEqual({ error: { code: 503, message: 'Cut.', status: 'UNAVAILABLE' } });
      }
    }
  });

  it('tells an error as an event, and nothing after it', () => {
    const error = { kind: 'rate_limit', message: 'Slow.', status: null, retryAfterMs: 3000 } as const;
    const { text: stream } = encodeEvents([
      { type: 'error', error },
      { type: 'finish', finish: stop },
    ]);
    expect(readChunks(stream)).toMatchObject([
      { error: { code: 429, status: 'RESOURCE_EXHAUSTED', details: [{ retryDelay: '3s' }] } },
    ]);
  });

  it('case 78: keeps an idle client with empty events, which older SDKs pass over where they break at a comment', () => {
    // How @google/genai 1.x, which Gemini CLI is built on, finds the next event.
    const sdkEvent = /^\s*data: (.*)(?:\n\n|\r\r|\r\n\r\n)/;
    const encoder = createStreamEncoder(createAnswerContext());
    let buffer = encoder.preamble() + encoder.ping();
    expect(buffer.trim()).toBe('');
    for (const event of explode(createAnswer([text('a'), text('b')])))
      buffer += encoder.push(event) + encoder.ping();
    const texts: unknown[] = [];
    for (let match = sdkEvent.exec(buffer); match !== null; match = sdkEvent.exec(buffer)) {
      texts.push(JSON.parse(match[1] ?? '').candidates[0].content.parts[0].text);
      buffer = buffer.slice(match[0].length);
    }
    expect(texts).toEqual(['a', 'b', '']);
    expect(buffer.trim()).toBe('');
  });

  it('case 85: the last chunk has a part, and so has an answer that is empty', () => {
    expect(streamParts(createAnswer([]))).toEqual([{ text: '' }]);
    expect(wholeParts(createAnswer([]))).toEqual([{ text: '' }]);
  });

  it('case 7: a call without arguments has an empty object', () => {
    const answer = createAnswer([call({ args: '' })]);
    const expected = { functionCall: { id: 'c1', name: 'f', args: {} } };
    expect(streamParts(answer)).toEqual([expected, { text: '' }]);
    expect(wholeParts(answer)).toEqual([expected]);
  });

  it('case 8: calls end with STOP', () => {
    const answer = createAnswer([call()], { reason: 'tool_calls', rawReason: 'stop' });
    expect(encodeWhole(answer)).toMatchObject({ candidates: [{ finishReason: 'STOP' }] });
  });

  it('case 15: a call that was cut off is dropped, and it is said', () => {
    const answer = createAnswer([text('a'), call(), call({ id: 'c2', args: '{"a":"b' })], {
      reason: 'length',
      rawReason: null,
    });
    const { text: stream, warnings } = encodeEvents(explode(answer));
    const chunks = readChunks(stream);
    expect(chunks.flatMap(readParts)).toMatchObject([
      { text: 'a' },
      { functionCall: { id: 'c1' } },
      { text: '' },
    ]);
    expect(chunks.at(-1)).toMatchObject({ candidates: [{ finishReason: 'MAX_TOKENS' }] });
    expect(warnings).toEqual([expect.stringContaining('dropped')]);
    const whole = createWarnings();
    expect(readParts(encodeWhole(answer, whole.warn))).toHaveLength(2);
    expect(whole.warnings).toEqual(warnings);
  });

  it('repairs arguments of a complete answer, or passes them on as text', () => {
    const answer = createAnswer([call({ args: '{"a":1,}' }), call({ id: 'c2', args: 'what' })]);
    expect(streamParts(answer)).toMatchObject([
      { functionCall: { args: { a: 1 } } },
      { functionCall: { args: { _raw: 'what' } } },
      { text: '' },
    ]);
  });

  it('writes interleaved calls whole and in the order in which they began', () => {
    const { text: stream } = encodeEvents([
      startCall(0),
      addArgs(0, '{"a"'),
      startCall(1),
      addArgs(1, '{"b":'),
      addArgs(0, ':1}'),
      addArgs(1, '2}'),
      { type: 'part_end', part: 1 },
      { type: 'part_end', part: 0 },
      { type: 'finish', finish: stop },
    ]);
    expect(readChunks(stream).flatMap(readParts)).toEqual([
      { functionCall: { id: 'c0', name: 'f', args: { a: 1 } } },
      { functionCall: { id: 'c1', name: 'f', args: { b: 2 } } },
      { text: '' },
    ]);
  });

  it('case 50: the signature of reasoning goes onto the first call that follows', () => {
    const answer = createAnswer([thought('Hm.', 'c2ln'), call(), call({ id: 'c2' })]);
    const expected = [
      { text: 'Hm.', thought: true },
      { functionCall: { id: 'c1', name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' },
      { functionCall: { id: 'c2', name: 'f', args: { a: 1 } } },
    ];
    expect(streamParts(answer)).toEqual([...expected, { text: '' }]);
    expect(wholeParts(answer)).toEqual(expected);
  });

  it('case 51: the signature of a text follows it; that of reasoning goes there when nothing else has come', () => {
    const own = createAnswer([text('a', { signature: 'b3du' }), call()]);
    expect(streamParts(own)).toMatchObject([
      { text: 'a' },
      { text: '', thoughtSignature: 'b3du' },
      { functionCall: {} },
      { text: '' },
    ]);
    expect(wholeParts(own)).toMatchObject([{ text: 'a', thoughtSignature: 'b3du' }, {}]);

    const ofReasoning = createAnswer([thought('', 'c2ln'), text('a')]);
    expect(streamParts(ofReasoning)).toEqual([{ text: 'a' }, { text: '', thoughtSignature: 'c2ln' }]);
    expect(wholeParts(ofReasoning)).toEqual([{ text: 'a', thoughtSignature: 'c2ln' }]);

    const atTheEnd = createAnswer([text('a'), thought('', 'c2ln')]);
    expect(streamParts(atTheEnd)).toEqual([{ text: 'a' }, { text: '', thoughtSignature: 'c2ln' }]);
    expect(wholeParts(atTheEnd)).toEqual([{ text: 'a', thoughtSignature: 'c2ln' }]);

    const alone = createAnswer([thought('', 'c2ln')]);
    expect(streamParts(alone)).toEqual([{ text: '', thoughtSignature: 'c2ln' }]);
    expect(wholeParts(alone)).toEqual([{ text: '', thoughtSignature: 'c2ln' }]);
  });

  it('loses no signature of reasoning that follows on reasoning', () => {
    const answer = createAnswer([thought('a', 'MQ=='), thought('b', 'Mg=='), text('c')]);
    expect(readSignatures(streamParts(answer))).toEqual(['MQ==', 'Mg==']);
    expect(readSignatures(wholeParts(answer))).toEqual(['MQ==', 'Mg==']);
  });

  it.each([
    ['refusal', 'SAFETY'],
    ['content_filter', 'SAFETY'],
    ['length', 'MAX_TOKENS'],
    ['context_window', 'MAX_TOKENS'],
    ['pause', 'MAX_TOKENS'],
    ['stop_sequence', 'STOP'],
    ['compaction', 'STOP'],
    ['malformed', 'MALFORMED_FUNCTION_CALL'],
    ['unknown', 'OTHER'],
  ] as const)('tells %s as %s', (reason, finishReason) => {
    const answer = createAnswer([{ type: 'refusal', text: 'No.' }], {
      reason,
      rawReason: null,
      continuation: 'secret-token',
    });
    const stream = encodeEvents(explode(answer)).text;
    expect(readChunks(stream).at(-1)).toMatchObject({ candidates: [{ finishReason }] });
    expect(readChunks(stream).flatMap(readParts)).toEqual([{ text: 'No.' }, { text: '' }]);
    expect(stream).not.toContain('secret-token');
    expect(encodeWhole(answer)).toMatchObject({ candidates: [{ finishReason }] });
  });

  it('case 87: an answer that a filter kept back altogether is a blocked prompt', () => {
    const answer = createAnswer([], {
      reason: 'content_filter',
      rawReason: 'PROHIBITED_CONTENT',
      message: 'No.',
    });
    const blocked = { promptFeedback: { blockReason: 'PROHIBITED_CONTENT', blockReasonMessage: 'No.' } };
    const [chunk, ...more] = readChunks(encodeEvents(explode(answer)).text);
    expect([chunk, more]).toMatchObject([{ ...blocked, usageMetadata: { promptTokenCount: 100 } }, []]);
    expect(chunk).not.toHaveProperty('candidates');
    expect(encodeWhole(answer)).toMatchObject(blocked);
  });

  it('case 67: usage is counted as Gemini counts, without what is zero', () => {
    const answer = {
      ...createAnswer([text('a')]),
      usage: { ...usage, input: 1000, output: 7, cacheRead: 800, reasoning: 0 },
    };
    expect(encodeWhole(answer)['usageMetadata']).toEqual({
      promptTokenCount: 1000,
      candidatesTokenCount: 7,
      totalTokenCount: 1007,
      cachedContentTokenCount: 800,
    });
    expect(encodeWhole({ ...answer, usage: null })).not.toHaveProperty('usageMetadata');
  });

  it('names sources once, and counts in bytes', () => {
    const answer = createAnswer([
      text('👋 Grüße!', { citations: [createCitation(3, 8), createCitation(null, null)] }),
    ]);
    const groundingMetadata = {
      groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }],
      groundingSupports: [
        { segment: { startIndex: 5, endIndex: 12, text: 'Grüße' }, groundingChunkIndices: [0] },
      ],
    };
    expect(readChunks(encodeEvents(explode(answer)).text).at(-1)).toMatchObject({
      candidates: [{ groundingMetadata }],
    });
    expect(encodeWhole(answer)).toMatchObject({ candidates: [{ groundingMetadata }] });
  });

  it("tells images and Gemini's own tools, and leaves out those of others", () => {
    const answer = createAnswer([
      { type: 'image', source: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
      { type: 'serverTool', protocol: 'gemini', raw: { executableCode: { code: '1' } }, digest: '' },
      { type: 'serverTool', protocol: 'anthropic-messages', raw: {}, digest: 'x' },
    ]);
    const expected = [
      { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
      { executableCode: { code: '1' } },
    ];
    expect(streamParts(answer)).toEqual([...expected, { text: '' }]);
    expect(wholeParts(answer)).toEqual(expected);
  });

  it('says when the answer was made', () => {
    expect(encodeWhole(createAnswer([text('a')]))).toMatchObject({
      createTime: '2026-09-21T14:13:20.000Z',
      modelVersion: 'my-model',
      responseId: 'x'.repeat(24),
    });
  });

  it('keeps every event on one line, whatever the texts hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }).filter((item) => item !== '')), (texts) => {
        const answer = createAnswer(texts.map((item) => text(item)));
        const written = streamParts(answer).map((part) => (isRecord(part) ? part['text'] : null));
        expect(written).toEqual([...texts, '']);
      }),
    );
  });
});
