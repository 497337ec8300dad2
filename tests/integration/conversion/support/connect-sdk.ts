import type { ProtocolId } from '#shared/domain/protocol';
import { createAnthropicClient } from './anthropic-client';
import { createGeminiClient } from './gemini-client';
import { createOpenaiChatClient } from './openai-chat-client';
import { createOpenaiResponsesClient } from './openai-responses-client';
import type { Connection, SdkClient, Way } from './sdk-client';

const CREATE = {
  'anthropic-messages': createAnthropicClient,
  'openai-chat': createOpenaiChatClient,
  'openai-responses': createOpenaiResponsesClient,
  gemini: createGeminiClient,
} satisfies Record<ProtocolId, (connection: Connection, way: Way) => SdkClient>;

/** The official SDK of a protocol, behind one face for all of them. */
export function connectSdk(protocol: ProtocolId, connection: Connection, way: Way): SdkClient {
  return CREATE[protocol](connection, way);
}
