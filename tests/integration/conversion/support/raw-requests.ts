import type { ProtocolId } from '#shared/domain/protocol';
import { CLIENT_MODELS, MAX_TOKENS } from './sdk-client';

/** A small request of each protocol as it goes over the wire, for what no SDK lets a test see or do. */
export interface RawQuestion {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
}

export function rawQuestion(protocol: ProtocolId, token: string, stream: boolean): RawQuestion {
  const model = CLIENT_MODELS[protocol];
  const json = { 'content-type': 'application/json' };
  const bearer = { ...json, authorization: `Bearer ${token}` };
  const messages = [{ role: 'user', content: 'Hello there' }];
  switch (protocol) {
    case 'anthropic-messages':
      return {
        path: '/v1/messages',
        headers: { ...json, 'x-api-key': token, 'anthropic-version': '2023-06-01' },
        body: { model, max_tokens: MAX_TOKENS, messages, stream },
      };
    case 'openai-chat':
      return { path: '/v1/chat/completions', headers: bearer, body: { model, messages, stream } };
    case 'openai-responses':
      return { path: '/v1/responses', headers: bearer, body: { model, input: 'Hello there', stream } };
    case 'gemini': {
      const verb = stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
      return {
        path: `/v1beta/models/${model}:${verb}`,
        headers: { ...json, 'x-goog-api-key': token },
        body: { contents: [{ role: 'user', parts: [{ text: 'Hello there' }] }] },
      };
    }
  }
}
