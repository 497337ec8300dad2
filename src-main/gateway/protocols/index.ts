import type { ProtocolId } from '#shared/domain/protocol';
import { anthropicMessages } from './anthropic-messages';
import { gemini } from './gemini';
import { openaiChat } from './openai-chat';
import { openaiResponses } from './openai-responses';
import type { Protocol } from './types';

export const protocols: Readonly<Record<ProtocolId, Protocol>> = {
  'anthropic-messages': anthropicMessages,
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  gemini,
};
