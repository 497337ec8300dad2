import type { ProtocolId } from '#shared/domain/protocol';
import type { AnswerContext } from '../../protocols/canonical/codec';
import { codecs } from '../../protocols/codecs';

const BODIES: Readonly<Record<ProtocolId, object>> = {
  'anthropic-messages': {
    model: 'm',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Hi' }],
    stream: true,
  },
  'openai-chat': { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true },
  'openai-responses': { model: 'm', input: 'Hi', stream: true },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
};

/** Of a small request in a protocol; ids count up. */
export function createTestAnswerContext(
  protocol: ProtocolId,
  change: Partial<AnswerContext> = {},
): AnswerContext {
  let ids = 0;
  return {
    request: codecs[protocol].decodeRequest(BODIES[protocol], {
      headers: {},
      fromPath: protocol === 'gemini' ? { model: 'm', stream: true } : null,
      client: 'other',
      warn: () => undefined,
    }),
    requestId: 'req_test',
    answerId: 'a'.repeat(32),
    createdAt: 1_795_000_000,
    framing: 'sse',
    newId: (length) => String((ids += 1)).padStart(length, '0'),
    warn: () => undefined,
    ...change,
  };
}
