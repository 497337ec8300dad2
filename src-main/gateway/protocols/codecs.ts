import type { ProtocolId } from '#shared/domain/protocol';
import { anthropicMessagesCodec } from './anthropic-messages/codec';
import type { Codec } from './canonical/codec';
import { geminiCodec } from './gemini/codec';
import { openaiChatCodec } from './openai-chat/codec';
import { openaiResponsesCodec } from './openai-responses/codec';

export const codecs: Readonly<Record<ProtocolId, Codec>> = {
  'anthropic-messages': anthropicMessagesCodec,
  'openai-chat': openaiChatCodec,
  'openai-responses': openaiResponsesCodec,
  gemini: geminiCodec,
};
