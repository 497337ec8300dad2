import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanonicalPart, ToolCallPart } from '../canonical/part';
import type { CanonicalMessage, CanonicalRequest, CanonicalTool } from '../canonical/request';
import { openaiChatCodec } from './codec';
import { toolCallStream } from './fixtures/tool-call-stream';
import { createAnswerContext, createTarget, decodeBody, OFFICIAL } from './testing/chat-context';
import { readChatStream } from './testing/chat-stream';
import { createCanonicalRequest } from '../testing/create-canonical-request';

const words = fc.string({ minLength: 1, unit: 'grapheme' });
const name = fc.stringMatching(/^[a-z]{1,8}$/);
const base64 = fc.base64String({ minLength: 4 });
const record = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });

const textPart = words.map((text): CanonicalPart => ({ type: 'text', text }));
const imagePart = base64.map((data): CanonicalPart => ({
  type: 'image',
  source: { type: 'base64', mediaType: 'image/png', data },
}));
const pdfPart = fc.tuple(base64, name).map(([data, title]): CanonicalPart => ({
  type: 'document',
  source: { type: 'base64', mediaType: 'application/pdf', data },
  title,
}));
const audioPart = base64.map((data): CanonicalPart => ({
  type: 'audio',
  source: { type: 'base64', mediaType: 'audio/wav', data },
}));
const callPart = fc
  .tuple(name, record, words, fc.boolean())
  .map(([tool, args, input, custom]): ToolCallPart => ({
    type: 'toolCall',
    id: '',
    name: tool,
    args: custom ? input : JSON.stringify(args),
    ...(custom ? { custom } : {}),
  }));

const userTurn = fc
  .array(fc.oneof(textPart, imagePart, pdfPart, audioPart), { minLength: 1, maxLength: 3 })
  .map((parts): CanonicalMessage[] => [{ role: 'user', parts }]);
const systemTurn = words.map((text): CanonicalMessage[] => [
  { role: 'system', parts: [{ type: 'text', text }] },
]);
/** Of an assistant: a text, calls, and a result for each. */
const toolTurn = fc
  .tuple(textPart, fc.array(fc.tuple(callPart, textPart), { maxLength: 3 }))
  .map(([text, pairs]): CanonicalMessage[] => {
    const called = pairs.map(([call], index) => ({ ...call, id: `call_${index}` }));
    const results = pairs.map(([call, output], index): CanonicalPart => ({
      type: 'toolResult',
      callId: `call_${index}`,
      content: [output],
      ...(call.custom === true ? { custom: true } : {}),
    }));
    const turn: CanonicalMessage = { role: 'assistant', parts: [text, ...called] };
    return results.length === 0 ? [turn] : [turn, { role: 'user', parts: results }];
  });
const conversation = fc
  .tuple(userTurn, fc.array(fc.oneof(userTurn, systemTurn, toolTurn), { maxLength: 4 }))
  .map(([first, rest]) => [...first, ...rest.flat()]);

const functionTool = fc
  .tuple(name, words, record, fc.boolean())
  .map(([tool, description, properties, strict]): CanonicalTool => ({
    type: 'function',
    name: tool,
    schema: { type: 'object', properties },
    description,
    strict,
  }));
const customTool = fc.tuple(name, words).map(([tool, definition]): CanonicalTool => ({
  type: 'custom',
  name: tool,
  format: { type: 'grammar', syntax: 'lark', definition },
}));

/** Ids repeat from turn to turn; each call gets its own, as the repair of a request has it. */
function numberCalls(messages: readonly CanonicalMessage[]): readonly CanonicalMessage[] {
  let turn = 0;
  return messages.map((message) => {
    if (message.role === 'assistant') turn += 1;
    const parts = message.parts.map((part): CanonicalPart => {
      if (part.type === 'toolCall') return { ...part, id: `${part.id}_${turn}` };
      return part.type === 'toolResult' ? { ...part, callId: `${part.callId}_${turn}` } : part;
    });
    return { ...message, parts };
  });
}

describe('the codec', () => {
  it('keeps messages, tools and calls of a request that is written and read again', () => {
    fc.assert(
      fc.property(
        conversation,
        fc.array(fc.oneof(functionTool, customTool), { maxLength: 3 }),
        fc.array(words, { maxLength: 2 }),
        (turns, tools, instructions) => {
          const messages = numberCalls(turns);
          const request: CanonicalRequest = createCanonicalRequest({
            system: instructions.length === 0 ? [] : [{ text: instructions.join('\n\n') }],
            messages,
            tools,
            parallelTools: tools.length === 0 ? null : false,
            maxTokens: 100,
            sampling: { temperature: 0.5, stop: ['END'] },
            reasoning: { mode: 'effort', effort: 'high', show: 'raw' },
            stream: true,
          });
          const { body } = openaiChatCodec.encodeRequest(request, createTarget(OFFICIAL), () => {});
          const { request: read } = decodeBody(JSON.parse(JSON.stringify(body)));
          const { system, parallelTools, maxTokens, sampling, reasoning, stream } = request;
          expect(read).toMatchObject({ system, parallelTools, maxTokens, sampling, reasoning, stream });
          expect(read.messages).toEqual(messages);
          expect(read.tools).toEqual(tools);
        },
      ),
    );
  });

  it('writes a stream of its own that it reads as the same answer', () => {
    const { events } = readChatStream([toolCallStream]);
    const { context } = createAnswerContext({
      wants: { streamUsage: true, legacyFunctions: false, echo: {} },
    });
    const encoder = openaiChatCodec.createStreamEncoder(context);
    const again = readChatStream([events.map((event) => encoder.push(event)).join('')]).events;
    expect(again.slice(1)).toEqual(events.slice(1));
    expect(again[0]).toEqual({
      type: 'start',
      id: `chatcmpl-${'1'.padStart(24, '0')}`,
      model: 'client-model',
    });
  });
});
