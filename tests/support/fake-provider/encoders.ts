import type { ProtocolId } from '#shared/domain/protocol';
import { anthropicMessagesEncoder } from './encode-anthropic-messages';
import { geminiEncoder } from './encode-gemini';
import { openaiChatEncoder } from './encode-openai-chat';
import { openaiResponsesEncoder } from './encode-openai-responses';
import type { EncodeContext, ProtocolEncoder, StreamEvent } from './encoder';
import type { JsonObject } from './json';
import { FAKE_SIGNATURE, resolveReply } from './reply';
import type { Reply } from './reply';

export const ENCODERS: Readonly<Record<ProtocolId, ProtocolEncoder>> = {
  'anthropic-messages': anthropicMessagesEncoder,
  'openai-chat': openaiChatEncoder,
  'openai-responses': openaiResponsesEncoder,
  gemini: geminiEncoder,
};

const DEFAULT_CONTEXT: EncodeContext = {
  model: 'fake-model',
  ordinal: 1,
  createdAt: 1_760_000_000,
  // Asks for all there is to be had.
  request: { stream_options: { include_usage: true }, include: ['reasoning.encrypted_content'] },
  framing: 'sse',
  signature: FAKE_SIGNATURE,
};

/** The stream of `reply`, an entry for each event, as it goes on the wire. The same for the same arguments. */
export function encodeStream(
  protocol: ProtocolId,
  reply: Reply,
  context: Partial<EncodeContext> = {},
): string[] {
  return encodeStreamEvents(protocol, reply, context).map((event) => event.text);
}

/** As `encodeStream`, and each event says what part of the answer it is. */
export function encodeStreamEvents(
  protocol: ProtocolId,
  reply: Reply,
  context: Partial<EncodeContext> = {},
): StreamEvent[] {
  const full = { ...DEFAULT_CONTEXT, ...context };
  return ENCODERS[protocol].stream(resolveReply(reply, full.signature), full);
}

/** The answer in one piece. */
export function encodeBody(
  protocol: ProtocolId,
  reply: Reply,
  context: Partial<EncodeContext> = {},
): JsonObject {
  const full = { ...DEFAULT_CONTEXT, ...context };
  return ENCODERS[protocol].body(resolveReply(reply, full.signature), full);
}
