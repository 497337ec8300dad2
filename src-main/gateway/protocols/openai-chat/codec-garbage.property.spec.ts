import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../errors';
import { openaiChatCodec } from './codec';
import { toolCallStream } from './fixtures/tool-call-stream';
import { createDecodeContext, createTarget, decodeBody } from './testing/chat-context';
import { calls, checkOrder, chunk, delta, DONE, readChatStream } from './testing/chat-stream';

const words = fc.string({ minLength: 1, unit: 'grapheme' });

/** One stream's text cut into pieces of the sizes given, again and again. */
function cut(text: string, sizes: readonly number[]): readonly Uint8Array[] {
  const bytes = Buffer.from(text);
  const pieces: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

/** Values where chunks have theirs, of the types they have and of all others. */
const anything = fc.jsonValue({ maxDepth: 3 });
const someDelta = fc.record(
  {
    role: anything,
    content: fc.oneof(fc.string(), anything),
    reasoning: fc.oneof(fc.string(), anything),
    refusal: fc.oneof(fc.string(), anything),
    reasoning_details: fc.oneof(
      fc.array(fc.record({ type: anything, index: anything, text: anything }, { requiredKeys: [] })),
      anything,
    ),
    tool_calls: fc.oneof(
      fc.array(
        fc.record(
          {
            index: fc.oneof(fc.nat(2), anything),
            id: fc.oneof(fc.constantFrom('a', 'b', ''), anything),
            function: fc.oneof(
              fc.record(
                {
                  name: fc.oneof(fc.constantFrom('f', 'g'), anything),
                  arguments: fc.oneof(fc.constantFrom('{', '}', '{"a":1}', ''), anything),
                },
                { requiredKeys: [] },
              ),
              anything,
            ),
            custom: anything,
            extra_content: anything,
          },
          { requiredKeys: [] },
        ),
      ),
      anything,
    ),
    function_call: anything,
    annotations: anything,
    images: anything,
    toString: anything,
  },
  { requiredKeys: [] },
);
const someEvent = fc.oneof(
  someDelta.map((members) => delta(members)),
  fc
    .tuple(someDelta, fc.constantFrom('stop', 'tool_calls', 'odd', 'error', null))
    .map(([members, reason]) => delta(members, reason)),
  fc.record({ choices: anything, usage: anything, error: anything }, { requiredKeys: [] }).map(chunk),
  anything.map((value) => `data: ${JSON.stringify(value)}\n\n`),
  fc.string().map((value) => `${value}\n\n`),
  fc.constant(DONE),
);

const profiles = fc.constantFrom(
  {},
  { thinkTags: true },
  { argsMode: 'snapshot' as const },
  { reasoningReplay: 'details' as const, structured: 'tool' as const, lenientEof: true },
);

/** The result, or null for an error of the gateway's own; any other is thrown. */
function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return null;
  }
}

describe('the codec', () => {
  it('case 76: gives the same events however the bytes are cut', () => {
    const streams = [
      toolCallStream,
      toolCallStream.replaceAll('\n', '\r\n'),
      toolCallStream.replaceAll('\n', '\r'),
      [
        delta({ content: '<think>ä</think>👋🏽' }),
        calls({ function: { name: 'f', arguments: '{}' } }),
        DONE,
      ].join(''),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...streams),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
        profiles,
        (stream, sizes, profile) => {
          const { events } = readChatStream([stream], profile);
          expect(readChatStream(cut(stream, sizes), profile).events).toEqual(events);
        },
      ),
    );
  });

  it('never throws at what an upstream sends, keeps the order of events, and always ends', () => {
    fc.assert(
      fc.property(fc.array(someEvent, { maxLength: 12 }), profiles, (pieces, profile) => {
        expect(() => checkOrder(readChatStream(pieces, profile).events)).not.toThrow();
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (pieces) => {
        expect(() => checkOrder(readChatStream(pieces).events)).not.toThrow();
      }),
    );
  });

  it('throws nothing but its own errors at what a client or an upstream sends', () => {
    const body = fc.record(
      {
        model: fc.constant('m'),
        messages: fc.array(
          fc.record(
            {
              role: fc.constantFrom('user', 'assistant', 'tool', 'system', 'function'),
              content: fc.oneof(fc.string(), anything, fc.array(fc.record({ type: words, text: anything }))),
              tool_calls: anything,
              function_call: anything,
              reasoning_details: anything,
            },
            { requiredKeys: ['role'] },
          ),
          { minLength: 1, maxLength: 4 },
        ),
        tools: fc.oneof(anything, fc.array(fc.record({ type: words, function: anything }))),
        tool_choice: anything,
        response_format: anything,
        reasoning: anything,
        stop: anything,
      },
      { requiredKeys: ['model', 'messages'] },
    );
    fc.assert(
      fc.property(body, (json) => {
        const request = attempt(() => decodeBody(json).request);
        const encoded = attempt(
          () => request && openaiChatCodec.encodeRequest(request, createTarget(), () => {}),
        );
        expect(encoded?.body ?? {}).toBeTypeOf('object');
      }),
      { numRuns: 500 },
    );
    const answer = fc.record(
      {
        choices: fc.oneof(anything, fc.array(fc.record({ message: someDelta }), { maxLength: 2 })),
        usage: anything,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(answer, profiles, (json, profile) => {
        const response = attempt(() =>
          openaiChatCodec.decodeResponse(json, createDecodeContext(profile).context),
        );
        expect(response?.parts ?? []).toBeInstanceOf(Array);
      }),
    );
  });
});
