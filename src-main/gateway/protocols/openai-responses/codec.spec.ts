import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAggregator } from '../canonical/aggregate';
import { explode } from '../canonical/explode';
import type { CanonicalPart } from '../canonical/part';
import type { CanonicalMessage, CanonicalRequest, CanonicalTool } from '../canonical/request';
import type { CanonicalResponse } from '../canonical/response';
import { openaiResponsesCodec } from './codec';
import {
  createAnswerContext,
  createDecodeAnswerContext,
  createDecodeContext,
  createTarget,
} from './fixtures/codec-contexts';
import { createCanonicalRequest } from '../testing/create-canonical-request';

const { decodeRequest, encodeRequest, decodeResponse, encodeResponse } = openaiResponsesCodec;

const name = fc.stringMatching(/^[a-z_]{1,12}$/);
const text = fc.string({ minLength: 1, maxLength: 30 });
const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify({ value }));
const schema = fc.record({
  type: fc.constant('object'),
  properties: fc.dictionary(name, fc.record({ type: name })),
});

const textPart = fc.record({ type: fc.constant('text'), text });
const image = fc.record({
  type: fc.constant('image'),
  source: fc.oneof(
    fc.record({ type: fc.constant('url'), url: name.map((path) => `https://x.test/${path}`) }),
    fc.record({
      type: fc.constant('base64'),
      mediaType: fc.constantFrom('image/png', 'image/webp'),
      data: fc.base64String({ minLength: 4 }),
    }),
  ),
  detail: fc.constantFrom('auto', 'low'),
});
const document = fc.record({
  type: fc.constant('document'),
  source: fc.record({
    type: fc.constant('base64'),
    mediaType: fc.constant('application/pdf'),
    data: fc.base64String({ minLength: 4 }),
  }),
  title: name,
});
const call = fc.oneof(
  fc.record({ type: fc.constant('toolCall'), id: name, name, args: json }),
  fc.record({ type: fc.constant('toolCall'), id: name, name, namespace: name, args: json }),
  fc.record({ type: fc.constant('toolCall'), id: name, name, custom: fc.constant(true), args: text }),
);
const reasoning = fc.array(text, { maxLength: 2 }).map((summary) => ({
  type: 'reasoning',
  text: summary.join('\n\n'),
  ...(summary.length === 0 ? {} : { summary }),
  state: { kind: 'encrypted', data: 'E' },
  origin: { protocol: 'openai-responses', channelId: null, model: null },
}));
const result = fc.record({
  type: fc.constant('toolResult'),
  callId: name,
  content: fc.oneof(fc.tuple(textPart), fc.tuple(textPart, image)),
});

const userMessage = fc.record({
  role: fc.constant('user'),
  parts: fc.array(fc.oneof(textPart, image, document), { minLength: 1, maxLength: 4 }),
});
const resultMessage = fc.record({
  role: fc.constant('user'),
  parts: fc.array(result, { minLength: 1, maxLength: 3 }),
});
const assistantMessage = fc.record({
  role: fc.constant('assistant'),
  parts: fc.array(fc.oneof(textPart, reasoning, call), { minLength: 1, maxLength: 5 }),
});
/** Starts with the user; turns of the assistant never touch, since they would become one. */
const conversation = fc
  .tuple(
    userMessage,
    fc.array(fc.tuple(assistantMessage, fc.oneof(resultMessage, userMessage)), { maxLength: 4 }),
  )
  .map(([first, turns]) => [first, ...turns.flat()] as unknown as CanonicalMessage[]);

const tool = fc.oneof(
  fc.record({ type: fc.constant('function'), name, description: text, schema }),
  fc.record({
    type: fc.constant('function'),
    name,
    namespace: fc.constant('mcp'),
    schema,
    extra: fc.constant({ namespace_description: 'd' }),
  }),
  fc.record({ type: fc.constant('custom'), name, format: fc.constantFrom(null, { type: 'text' }) }),
);
const toolList = fc
  .uniqueArray(tool, { selector: (item) => JSON.stringify([item.name, 'namespace' in item]), maxLength: 5 })
  // Those of a namespace stand together.
  .map((tools) => tools.toSorted((a, b) => Number('namespace' in a) - Number('namespace' in b)))
  .map((tools) => tools as unknown as CanonicalTool[]);

const answerPart = fc.oneof(
  textPart,
  fc.record({ type: fc.constant('refusal'), text }),
  call,
  fc.array(text, { minLength: 1, maxLength: 2 }).map((summary) => ({
    type: 'reasoning',
    text: summary.join('\n\n'),
    summary,
    state: { kind: 'encrypted', data: 'E' },
    origin: { protocol: 'openai-responses', channelId: 'ch_1', model: 'gpt-upstream' },
  })),
);
const answer = fc
  .uniqueArray(answerPart, { selector: (part) => ('id' in part ? part.id : part), maxLength: 6 })
  .map((parts) => parts as unknown as CanonicalPart[])
  .map((parts): CanonicalResponse => ({
    upstreamId: null,
    model: null,
    parts,
    finish: { reason: 'stop', rawReason: null },
    usage: { input: 3, output: 2, cacheRead: 1, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 1 },
  }));

/** Without what is minted anew. */
function selectLasting(parts: readonly CanonicalPart[]): unknown[] {
  return parts.map((part) => {
    const { id: _id, itemId: _itemId, ...rest } = { id: undefined, itemId: undefined, ...part };
    return part.type === 'toolCall' ? { ...rest, id: part.id } : rest;
  });
}

describe('openaiResponsesCodec', () => {
  it('reads again what it wrote: messages, tools and calls', () => {
    fc.assert(
      fc.property(conversation, toolList, text, (messages, tools, system) => {
        const request: CanonicalRequest = createCanonicalRequest({
          messages,
          tools,
          system: [{ text: system }],
          origin: { protocol: 'openai-responses', version: null, betas: [], client: 'sdk' },
          parallelTools: tools.length === 0 ? null : false,
          reasoning: { mode: 'effort', effort: 'high', show: 'summary' },
          sampling: { temperature: 0.5 },
        });
        const { body } = encodeRequest(request, createTarget({ strictTools: true }), (warning) => {
          throw new Error(warning);
        });
        const again = decodeRequest(JSON.parse(JSON.stringify(body)), createDecodeContext());
        expect(again.messages).toEqual(request.messages);
        expect(again.tools).toEqual(
          request.tools.map((item) => (item.type === 'function' ? { ...item, strict: false } : item)),
        );
        expect(again.system).toEqual(request.system);
        expect(again.reasoning).toEqual(request.reasoning);
        expect(again.sampling).toEqual(request.sampling);
        expect(again.parallelTools).toBe(request.parallelTools);
      }),
    );
  });

  it('tells an answer as a stream or in one piece, and reads the same of both', () => {
    fc.assert(
      fc.property(answer, (response) => {
        const whole = decodeResponse(
          encodeResponse(response, createAnswerContext()),
          createDecodeAnswerContext(),
        );
        const encoder = openaiResponsesCodec.createStreamEncoder(createAnswerContext());
        const decoder = openaiResponsesCodec.createStreamDecoder(createDecodeAnswerContext());
        const aggregator = createAggregator({
          protocol: 'openai-responses',
          channelId: 'ch_1',
          model: 'gpt-upstream',
        });
        const stream = explode(response)
          .map((event) => encoder.push(event))
          .join('');
        for (const event of decoder.push(Buffer.from(stream))) aggregator.push(event);
        const streamed = aggregator.result() as CanonicalResponse;
        expect(selectLasting(whole.parts)).toEqual(selectLasting(response.parts));
        expect(selectLasting(streamed.parts)).toEqual(selectLasting(response.parts));
        expect(streamed.usage).toEqual(response.usage);
        expect(whole.finish).toEqual(streamed.finish);
      }),
    );
  });

  it('refuses any garbage of a client by name, and breaks at none', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            model: fc.constant('m'),
            input: fc.oneof(
              fc.jsonValue(),
              fc.array(
                fc.record(
                  {
                    type: fc.constantFrom(
                      'message',
                      'function_call',
                      'function_call_output',
                      'reasoning',
                      'compaction',
                      'x',
                      4,
                    ),
                    role: fc.constantFrom('user', 'assistant', 'developer', 'x'),
                    content: fc.jsonValue({ maxDepth: 2 }),
                    output: fc.jsonValue({ maxDepth: 2 }),
                    name: fc.constantFrom('f', '', 3),
                    summary: fc.jsonValue({ maxDepth: 2 }),
                  },
                  { requiredKeys: [] },
                ),
              ),
            ),
            tools: fc.jsonValue({ maxDepth: 3 }),
            tool_choice: fc.jsonValue({ maxDepth: 2 }),
            reasoning: fc.jsonValue({ maxDepth: 2 }),
            text: fc.jsonValue({ maxDepth: 2 }),
          },
          { requiredKeys: ['model'] },
        ),
        (body) => {
          try {
            encodeRequest(decodeRequest(body, createDecodeContext()), createTarget(), () => {});
          } catch (error) {
            expect(error).toMatchObject({ name: 'GatewayError' });
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads and writes a long conversation in linear time', () => {
    const items = Array.from({ length: 20_000 }, (_, index) => [
      { type: 'function_call', call_id: `c${index}`, name: 'f', arguments: '{}' },
      { type: 'function_call_output', call_id: `c${index}`, output: 'x'.repeat(100) },
    ]).flat();
    const content = Array.from({ length: 150_000 }, () => ({ type: 'input_text', text: 'a' }));
    const request = decodeRequest(
      { model: 'm', input: [{ role: 'user', content }, { role: 'assistant', content }, ...items] },
      createDecodeContext(),
    );
    const { body } = encodeRequest(request, createTarget(), () => {});
    expect((body as { input: unknown[] }).input).toHaveLength(40_002);
  });
});
