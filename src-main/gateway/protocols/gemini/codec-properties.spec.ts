import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../errors';
import { createAggregator } from '../canonical/aggregate';
import { explode } from '../canonical/explode';
import type { CanonicalPart } from '../canonical/part';
import type { CanonicalMessage, CanonicalTool } from '../canonical/request';
import type { CanonicalResponse } from '../canonical/response';
import { geminiCodec } from './codec';
import {
  createAnswerContext,
  createDecodeContext,
  createRequest,
  createTarget,
  createUpstreamContext,
} from './fixtures/codec-context';

const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== '');
const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,10}$/);
const signature = fc.option(fc.base64String({ minLength: 4 }), { nil: undefined });
const args = fc
  .dictionary(word, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
  .map((value) => JSON.stringify(value));

const withSignature = <Part extends object>(part: Part, data: string | undefined) =>
  data === undefined ? part : { ...part, signature: data };

const textPart = fc
  .tuple(word, signature)
  .map(([text, data]) => withSignature({ type: 'text', text } as const, data));
const callPart = fc
  .tuple(word, name, args, signature)
  .map(([id, called, json, data]) =>
    withSignature({ type: 'toolCall', id, name: called, args: json } as const, data),
  );
const imagePart = fc
  .base64String({ minLength: 4 })
  .map((data) => ({ type: 'image', source: { type: 'base64', mediaType: 'image/png', data } }) as const);
const resultPart = fc.record({
  type: fc.constant('toolResult' as const),
  callId: word,
  name,
  content: fc.tuple(word.map((text) => ({ type: 'text', text }) as const)),
});

/** One text at most, and it comes first: texts beside each other are one. */
const modelTurn = fc
  .tuple(fc.option(textPart, { nil: null }), fc.array(callPart, { maxLength: 3 }))
  .map(([text, calls]): CanonicalPart[] => (text === null ? calls : [text, ...calls]))
  .filter((parts) => parts.length > 0);
/** Results stand first. */
const userTurn = fc
  .tuple(
    fc.array(resultPart, { maxLength: 2 }),
    fc.array(
      fc.oneof(
        word.map((text) => ({ type: 'text', text }) as const),
        imagePart,
      ),
      { minLength: 1 },
    ),
  )
  .map(([results, rest]): CanonicalPart[] => [...results, ...rest]);
const messages = fc
  .tuple(userTurn, fc.array(fc.tuple(modelTurn, userTurn), { maxLength: 3 }))
  .map(([first, rest]): CanonicalMessage[] => [
    { role: 'user', parts: first },
    ...rest.flatMap(([model, user]): CanonicalMessage[] => [
      { role: 'assistant', parts: model },
      { role: 'user', parts: user },
    ]),
  ]);
const tools = fc.array(
  fc.record({
    type: fc.constant('function' as const),
    name,
    description: word,
    schema: fc.constant({ type: 'object', properties: { a: { type: 'string' } } }),
  }),
  { maxLength: 3 },
) as fc.Arbitrary<CanonicalTool[]>;

const FULL_BODY = JSON.stringify({
  systemInstruction: { parts: [{ text: 'a' }] },
  contents: [
    { role: 'user', parts: [{ text: 'a' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
    {
      role: 'model',
      parts: [
        { text: 'b', thought: true },
        { functionCall: { id: 'c', name: 'f', args: {} }, thoughtSignature: 'c2ln' },
      ],
    },
    {
      role: 'user',
      parts: [
        {
          functionResponse: {
            id: 'c',
            name: 'f',
            response: { output: 'ok' },
            parts: [{ fileData: { fileUri: 'gs://a' } }],
          },
        },
      ],
    },
  ],
  tools: [
    {
      functionDeclarations: [
        { name: 'f', description: 'd', parameters: { type: 'OBJECT', properties: {}, nullable: true } },
      ],
    },
    { googleSearch: { excludeDomains: ['a'] } },
  ],
  toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] } },
  generationConfig: {
    temperature: 1,
    stopSequences: ['x'],
    responseSchema: { type: 'STRING' },
    thinkingConfig: { thinkingBudget: 5, includeThoughts: true },
  },
});

describe('geminiCodec', () => {
  it('answers a request with wrong members with an error that names one, never with a crash', () => {
    const places = [...FULL_BODY.matchAll(/":/g)].map((match) => match.index + 2);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.json({ maxDepth: 2 }), (place, value) => {
        const broken =
          FULL_BODY.slice(0, place) +
          FULL_BODY.slice(place).replace(/^("[^"]*"|\{\}|\d+|true|\[\]|)/, () => value);
        let body: unknown = null;
        try {
          body = JSON.parse(broken);
        } catch {
          return;
        }
        try {
          const request = geminiCodec.decodeRequest(body, createDecodeContext());
          geminiCodec.encodeRequest(request, createTarget(), () => {});
        } catch (error) {
          expect(error).toBeInstanceOf(GatewayError);
          expect(error).toMatchObject({ message: expect.stringMatching(/^\S+: /) });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives a request back as it was: messages, tools, calls, signatures', () => {
    fc.assert(
      fc.property(messages, tools, (turns, declared) => {
        const request = createRequest({ messages: turns, tools: declared, system: [{ text: 'Be kind.' }] });
        const { body } = geminiCodec.encodeRequest(request, createTarget('gemini-2.5-pro'), () => {});
        const wire: unknown = JSON.parse(JSON.stringify(body));
        const decoded = geminiCodec.decodeRequest(wire, createDecodeContext());
        expect(decoded.messages).toEqual(turns);
        expect(decoded.tools).toEqual(declared);
        expect(decoded.system).toEqual(request.system);
      }),
    );
  });

  it('gives an answer back as it was, whole and in both framings', () => {
    fc.assert(
      fc.property(modelTurn, fc.constantFrom('sse', 'json-array'), (parts, framing) => {
        const answer: CanonicalResponse = {
          upstreamId: null,
          model: null,
          parts,
          finish: {
            reason: parts.some((part) => part.type === 'toolCall') ? 'tool_calls' : 'stop',
            rawReason: 'STOP',
          },
          usage: { input: 9, output: 7, cacheRead: 3, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 2 },
        };
        const expected = { ...answer, upstreamId: 'x'.repeat(24), model: 'my-model' };
        const context = createAnswerContext({ framing });
        const whole: unknown = JSON.parse(JSON.stringify(geminiCodec.encodeResponse(answer, context)));
        expect(geminiCodec.decodeResponse(whole, createUpstreamContext())).toEqual(expected);

        const encoder = geminiCodec.createStreamEncoder(context);
        const decoder = geminiCodec.createStreamDecoder(createUpstreamContext());
        const aggregator = createAggregator({ protocol: 'gemini', channelId: null, model: null });
        for (const event of explode(answer)) {
          for (const read of decoder.push(Buffer.from(encoder.push(event)))) aggregator.push(read);
        }
        for (const read of decoder.end()) aggregator.push(read);
        expect(aggregator.result()).toEqual(expected);
      }),
    );
  });
});
