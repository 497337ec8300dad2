import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import type { CanonicalEvent } from '../canonical/response';
import { cutAt, toCrlf } from '../testing/describe-stream-tap';
import { createTarget, createUpstreamContext, createWarnings } from './fixtures/codec-context';
import { functionCallArray, functionCallChunks, functionCallSse } from './fixtures/function-call-chunks';
import { createStreamDecoder } from './stream-decoder';

function decodeBytes(pieces: readonly Uint8Array[], profile: ChannelProfileOverrides = {}): CanonicalEvent[] {
  const decoder = createStreamDecoder(createUpstreamContext({ target: createTarget('m', profile) }));
  return [...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.end()];
}

const decodeText = (text: string, profile?: ChannelProfileOverrides): CanonicalEvent[] =>
  decodeBytes([Buffer.from(text)], profile);
const sse = (...chunks: unknown[]): string =>
  chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
const decode = (...chunks: unknown[]): CanonicalEvent[] => decodeText(sse(...chunks));
const parts = (...items: unknown[]) => ({ candidates: [{ content: { role: 'model', parts: items } }] });
const finish = (finishReason = 'STOP', members: object = {}) => ({
  candidates: [{ finishReason, ...members }],
});
/** All but the first and the last. */
const inner = (...chunks: unknown[]): CanonicalEvent[] => decode(...chunks, finish()).slice(1, -1);
const last = (...chunks: unknown[]) => decode(...chunks).at(-1);
const text = parts({ text: 'Hello' });

const textEvents = (part: number, ...texts: string[]): CanonicalEvent[] => [
  { type: 'part_start', part, content: { kind: 'text' } },
  ...texts.map((piece): CanonicalEvent => ({ type: 'text_delta', part, text: piece })),
];

const callPiece = (functionCall: object) => parts({ functionCall });

describe('createStreamDecoder', () => {
  it('reads a whole stream', () => {
    const events = decodeText(functionCallSse);
    const tail = events.slice(-7);
    expect(events[0]).toEqual({
      type: 'start',
      id: 'mJ8paZbWJq2kvdIP4Y7h8Aw',
      model: 'gemini-3.5-pro',
    });
    expect(tail).toEqual([
      { type: 'part_end', part: 1 },
      { type: 'part_start', part: 2, content: { kind: 'toolCall', id: '', name: 'get_weather' } },
      { type: 'args_delta', part: 2, text: '{"city":"München","promptTokenCount":9,"error":"none"}' },
      {
        type: 'usage',
        usage: { input: 4325, output: 89, cacheRead: 4000, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 40 },
      },
      { type: 'signature', part: 2, signature: 'Cg0KC3NpZ25hdHVyZQ==' },
      { type: 'part_end', part: 2 },
      { type: 'finish', finish: { reason: 'tool_calls', rawReason: 'STOP' } },
    ]);
    expect(decodeText(functionCallArray)).toEqual(events);
  });

  it.each([
    ['events', functionCallSse],
    ['events with CRLF', toCrlf(functionCallSse)],
    ['an array', functionCallArray],
    ['an array after a byte order mark', `\ufeff \r\n${functionCallArray}`],
    ['a raw answer', JSON.stringify(functionCallChunks.at(-1))],
    ['a raw error', '{"error":{"code":429,"message":"Slow.","status":"RESOURCE_EXHAUSTED"}}'],
  ])('gives the same events however the network cut %s', (_name, stream) => {
    const bytes = Buffer.from(stream);
    const whole = decodeBytes([bytes]);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 60 }), (cuts) => {
        expect(decodeBytes(cutAt(bytes, cuts))).toEqual(whole);
      }),
      { numRuns: 60 },
    );
    expect(decodeBytes([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('never throws, and always ends in one way, on bytes that are no stream', () => {
    const near = fc.constantFrom(
      'data: ',
      'event: error',
      '\n\n',
      '\r',
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ',',
      'null',
      '[DONE]',
      sse(text),
      sse(finish()),
      '{"error":"x"}',
    );
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      near.map((item) => Buffer.from(item)),
      fc.json().map((json) => Buffer.from(`data: ${json}\n\n`)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const events = decodeBytes(pieces);
        const ends = events.filter(({ type }) => type === 'finish' || type === 'error');
        expect(ends).toEqual([events.at(-1)]);
      }),
    );
  });

  it('never throws when members have the wrong type', () => {
    const cuts = [...functionCallSse.matchAll(/":/g)].map((match) => match.index + 2);
    fc.assert(
      fc.property(fc.constantFrom(...cuts), fc.json({ maxDepth: 2 }), (place, value) => {
        const rest = functionCallSse.slice(place).replace(/^\s*[^,}\]\n]*/, () => value);
        const events = decodeText(functionCallSse.slice(0, place) + rest);
        expect(['finish', 'error']).toContain(events.at(-1)?.type);
      }),
    );
  });

  it('reads several calls of a chunk, and leaves ids empty where there are none', () => {
    const chunk = parts(
      { functionCall: { name: 'f', args: { a: 1 }, id: 'c1' }, thoughtSignature: 'c2ln' },
      { functionCall: { name: 'g', args: {} } },
      { functionCall: { name: 'g' } },
    );
    expect(inner(chunk)).toEqual([
      { type: 'part_start', part: 0, content: { kind: 'toolCall', id: 'c1', name: 'f' } },
      { type: 'args_delta', part: 0, text: '{"a":1}' },
      { type: 'signature', part: 0, signature: 'c2ln' },
      { type: 'part_end', part: 0 },
      { type: 'part_start', part: 1, content: { kind: 'toolCall', id: '', name: 'g' } },
      { type: 'args_delta', part: 1, text: '{}' },
      { type: 'part_end', part: 1 },
      { type: 'part_start', part: 2, content: { kind: 'toolCall', id: '', name: 'g' } },
      { type: 'part_end', part: 2 },
    ]);
  });

  it('case 8: STOP with a call is a call to be made', () => {
    expect(last(parts({ functionCall: { name: 'f' } }), finish())).toMatchObject({
      finish: { reason: 'tool_calls', rawReason: 'STOP' },
    });
  });

  it('case 50: of parallel calls only the first is signed', () => {
    const events = inner(
      parts({ functionCall: { name: 'f' }, thoughtSignature: 'c2ln' }),
      parts({ functionCall: { name: 'g' } }),
    );
    expect(events.filter(({ type }) => type === 'signature')).toEqual([
      { type: 'signature', part: 0, signature: 'c2ln' },
    ]);
  });

  it('case 51: a signature on an empty trailing part belongs to the text before it', () => {
    expect(inner(text, parts({ text: '', thoughtSignature: 'c2ln' }))).toEqual([
      ...textEvents(0, 'Hello'),
      { type: 'signature', part: 0, signature: 'c2ln' },
      { type: 'part_end', part: 0 },
    ]);
  });

  it('keeps a signature that came before any text', () => {
    expect(inner(parts({ text: '', thoughtSignature: 'c2ln' }))).toEqual([
      ...textEvents(0),
      { type: 'signature', part: 0, signature: 'c2ln' },
      { type: 'part_end', part: 0 },
    ]);
  });

  it('tells thoughts, and their signature at their end', () => {
    const thought = parts(
      { text: 'Hm', thought: true },
      { text: '.', thought: true, thoughtSignature: 'c2ln' },
    );
    expect(inner(thought, text)).toEqual([
      { type: 'part_start', part: 0, content: { kind: 'reasoning' } },
      { type: 'reasoning_delta', part: 0, text: 'Hm' },
      { type: 'reasoning_delta', part: 0, text: '.' },
      { type: 'reasoning_state', part: 0, state: { kind: 'signature', data: 'c2ln' } },
      { type: 'part_end', part: 0 },
      ...textEvents(1, 'Hello'),
      { type: 'part_end', part: 1 },
    ]);
  });

  it.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'content_filter'],
    ['IMAGE_RECITATION', 'content_filter'],
    ['MALFORMED_FUNCTION_CALL', 'malformed'],
    ['SOMETHING_NEW', 'unknown'],
  ])('maps the finish reason %s', (rawReason, reason) => {
    expect(last(text, finish(rawReason, { finishMessage: 'Why.' }))).toEqual({
      type: 'finish',
      finish: { reason, rawReason, message: 'Why.' },
    });
  });

  it('case 86: CONTINUATION is a pause with a token', () => {
    expect(last(text, finish('CONTINUATION', { continuationToken: 'next' }))).toEqual({
      type: 'finish',
      finish: { reason: 'pause', rawReason: 'CONTINUATION', continuation: 'next' },
    });
  });

  it('case 87: a blocked prompt is a filtered answer', () => {
    const blocked = {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT', blockReasonMessage: 'No.' },
      usageMetadata: { promptTokenCount: 5 },
    };
    expect(decode(blocked).slice(1)).toEqual([
      {
        type: 'usage',
        usage: { input: 5, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 },
      },
      {
        type: 'finish',
        finish: { reason: 'content_filter', rawReason: 'PROHIBITED_CONTENT', message: 'No.' },
      },
    ]);
  });

  it('case 77: an end without a finish reason is an error, unless the channel is lenient', () => {
    expect(last(text)).toMatchObject({ type: 'error', error: { kind: 'truncated' } });
    expect(decodeText(sse(text), { lenientEof: true }).at(-1)).toMatchObject({
      type: 'finish',
      finish: { reason: 'stop', rawReason: null },
    });
    expect(decodeText('', { lenientEof: true })).toMatchObject([{ type: 'error' }]);
    expect(decodeText(`[${JSON.stringify(text)}]`).at(-1)).toMatchObject({ error: { kind: 'truncated' } });
    expect(decodeText(sse(text, finish()).slice(0, -12)).at(-1)).toMatchObject({
      error: { kind: 'truncated' },
    });
  });

  it('reads a last event without its blank line', () => {
    expect(decodeText(sse(text, finish()).trimEnd()).at(-1)).toMatchObject({ type: 'finish' });
  });

  it('is complete once the reason is known, and takes usage that comes after it', () => {
    const decoder = createStreamDecoder(createUpstreamContext());
    decoder.push(Buffer.from(sse(text)));
    expect(decoder.isComplete()).toBe(false);
    expect(decoder.push(Buffer.from(sse(finish())))).toEqual([]);
    expect(decoder.isComplete()).toBe(true);
    expect(decoder.push(Buffer.from(sse({ usageMetadata: { promptTokenCount: 5 } })))).toMatchObject([
      { type: 'usage', usage: { input: 5 } },
    ]);
    expect(decoder.end()).toMatchObject([{ type: 'part_end' }, { type: 'finish' }]);
    expect(decoder.end()).toEqual([]);
  });

  it('ends with the array, and at [DONE]', () => {
    const decoder = createStreamDecoder(createUpstreamContext());
    expect(decoder.push(Buffer.from(JSON.stringify([text, finish()]))).at(-1)).toMatchObject({
      type: 'finish',
    });
    const done = createStreamDecoder(createUpstreamContext());
    expect(done.push(Buffer.from(`${sse(text, finish())}data: [DONE]\n\n${sse(text)}`)).at(-1)).toMatchObject(
      {
        type: 'finish',
      },
    );
  });

  it.each([
    ['an event', sse({ error: { code: 503, message: 'Busy.', status: 'UNAVAILABLE' } })],
    ['a list', sse([{ error: { code: 503, message: 'Busy.', status: 'UNAVAILABLE' } }])],
    ['raw JSON', '{\n  "error": {"code": 503, "message": "Busy.", "status": "UNAVAILABLE"}\n}\n'],
    ['an array', '[{"error":{"code":503,"message":"Busy.","status":"UNAVAILABLE"}}]'],
  ])('case 93: an error as %s is told', (_name, stream) => {
    const error = { kind: 'overloaded', message: 'Busy.', status: null, retryAfterMs: null };
    expect(decodeText(stream)).toEqual([{ type: 'error', error }]);
    if (stream.startsWith('[')) return;
    expect(decodeText(sse(text) + stream).at(-1)).toEqual({ type: 'error', error });
  });

  it('case 96: the delay of a quota error is told', () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3s' }];
    const error = { code: 429, message: 'Slow.', status: 'RESOURCE_EXHAUSTED', details };
    expect(last({ error })).toMatchObject({ error: { kind: 'rate_limit', retryAfterMs: 3000 } });
  });

  it('tells an event that is no JSON as an error, and reads nothing after it', () => {
    const events = decodeText(`${sse(text)}data: {broken\n\n${sse(finish())}`);
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { kind: 'bad_response' } });
    expect(events.filter(({ type }) => type === 'finish' || type === 'error')).toHaveLength(1);
  });

  it('passes over comments, names, and chunks that say nothing', () => {
    const stream = `: hi\n\nevent: x\n${sse({}, { candidates: [] }, null, text)}data:\n\n${sse(finish())}`;
    expect(decodeText(stream).map(({ type }) => type)).toEqual([
      'start',
      'part_start',
      'text_delta',
      'part_end',
      'finish',
    ]);
  });

  it('puts arguments together that come in pieces', () => {
    const events = inner(
      callPiece({ name: 'f', id: 'c1', willContinue: true }),
      callPiece({
        partialArgs: [{ jsonPath: '$.city', stringValue: 'Mün', willContinue: true }],
        willContinue: true,
      }),
      callPiece({ partialArgs: [{ jsonPath: '$.city', stringValue: 'chen' }], willContinue: true }),
      callPiece({ partialArgs: [{ jsonPath: '$.days[0].n', numberValue: 2 }], willContinue: true }),
      callPiece({}),
      callPiece({ name: 'g', args: {} }),
    );
    expect(events.slice(0, 4)).toEqual([
      { type: 'part_start', part: 0, content: { kind: 'toolCall', id: 'c1', name: 'f' } },
      { type: 'args_delta', part: 0, text: '{"city":"München","days":[{"n":2}]}' },
      { type: 'part_end', part: 0 },
      { type: 'part_start', part: 1, content: { kind: 'toolCall', id: '', name: 'g' } },
    ]);
  });

  it('case 15: arguments that stop in the middle do not pass for complete ones', () => {
    const events = decode(
      parts({ functionCall: { name: 'f', willContinue: true } }),
      parts({ functionCall: { partialArgs: [{ jsonPath: '$.a', stringValue: 'x' }], willContinue: true } }),
      finish('MAX_TOKENS'),
    );
    expect(events.slice(-3)).toEqual([
      { type: 'args_delta', part: 0, text: '{"a":"x"' },
      { type: 'part_end', part: 0 },
      { type: 'finish', finish: { reason: 'length', rawReason: 'MAX_TOKENS' } },
    ]);
  });

  it('tells sources at the end of the text they are about, counted as everybody else counts', () => {
    const groundingMetadata = {
      groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }, { web: {} }],
      groundingSupports: [
        { segment: { startIndex: 5, endIndex: 13, text: 'Grüße' }, groundingChunkIndices: [0, 1, 7] },
      ],
    };
    const events = inner(
      parts({ text: '👋 ' }),
      parts({ text: 'Grüße!' }),
      finish('STOP', { groundingMetadata }),
    );
    expect(events.slice(-2)).toEqual([
      {
        type: 'citation',
        part: 0,
        citation: { type: 'url', url: 'https://a.example', title: 'A', start: 3, end: 9, quote: 'Grüße' },
      },
      { type: 'part_end', part: 0 },
    ]);
  });

  it('tells images and what Google ran itself, and warns of the rest once', () => {
    const { warnings, warn } = createWarnings();
    const decoder = createStreamDecoder(createUpstreamContext({ warn }));
    const chunk = parts(
      { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
      { executableCode: { language: 'PYTHON', code: '1' } },
      { inlineData: { mimeType: 'audio/wav', data: 'AAAA' } },
      { hologram: {} },
      { hologram: {} },
      { functionCall: {} },
    );
    const second = { candidates: [{ index: 1, content: { parts: [{ text: 'no' }] } }] };
    const events = [...decoder.push(Buffer.from(sse(chunk, second, finish()))), ...decoder.end()];
    expect(events.filter(({ type }) => type === 'part_start')).toMatchObject([
      { content: { kind: 'image', mediaType: 'image/png', data: 'AAAA' } },
      { content: { kind: 'serverTool', protocol: 'gemini', digest: '```python\n1\n```' } },
    ]);
    expect(warnings).toEqual([
      expect.stringContaining('audio/wav'),
      expect.stringContaining('hologram'),
      expect.stringContaining('functionCall'),
      expect.stringContaining('candidates'),
    ]);
  });

  it('answers arguments too deep to be written with an error', () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const stream = `data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":${deep}}}]}}]}\n\n`;
    expect(decodeText(stream).at(-1)).toMatchObject({ type: 'error', error: { kind: 'bad_response' } });
  });
});
