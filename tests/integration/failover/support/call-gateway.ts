import type { ProtocolId } from '#shared/domain/protocol';
import { exchangeRaw, type RawExchange, type RawRequest } from '#tests/support/fake-provider/index';
import type { TestGateway } from '#tests/support/gateway/start-test-gateway';

export const PROTOCOLS: readonly ProtocolId[] = [
  'anthropic-messages',
  'openai-chat',
  'openai-responses',
  'gemini',
];

export interface CallOptions extends RawRequest {
  readonly stream?: boolean;
  readonly model?: string;
  /** Default: the protocol's own. */
  readonly path?: string;
  /** How a gemini stream is cut. */
  readonly framing?: 'sse' | 'json-array';
}

/** Longer than any wait of the gateway's in these tests. */
const OPEN_AFTER_MS = 15_000;

/** Path and body of a small request, as the protocol's clients write it. */
export function describeCall(
  protocol: ProtocolId,
  options: CallOptions = {},
): { path: string; body: Record<string, unknown> } {
  const { stream = false, model = 'test-model', framing = 'sse' } = options;
  const messages = [{ role: 'user', content: 'hello' }];
  switch (protocol) {
    case 'anthropic-messages':
      return { path: '/v1/messages', body: { model, max_tokens: 64, stream, messages } };
    case 'openai-chat':
      return {
        path: '/v1/chat/completions',
        body: { model, messages, ...(stream ? { stream, stream_options: { include_usage: true } } : {}) },
      };
    case 'openai-responses':
      return { path: '/v1/responses', body: { model, stream, input: 'hello' } };
    case 'gemini': {
      const verb = stream ? 'streamGenerateContent' : 'generateContent';
      const query = stream && framing === 'sse' ? '?alt=sse' : '';
      return {
        path: `/v1beta/models/${model}:${verb}${query}`,
        body: { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] },
      };
    }
  }
}

/** The headers with which the protocol's clients present the gateway token. */
export function tokenHeaders(protocol: ProtocolId, token: string): Record<string, string> {
  switch (protocol) {
    case 'anthropic-messages':
      return { authorization: `Bearer ${token}`, 'anthropic-version': '2023-06-01' };
    case 'openai-chat':
    case 'openai-responses':
      return { authorization: `Bearer ${token}` };
    case 'gemini':
      return { 'x-goog-api-key': token };
  }
}

/** One small request to the gateway, read as bytes. */
export function callGateway(
  gateway: Pick<TestGateway, 'url' | 'token'>,
  protocol: ProtocolId,
  options: CallOptions = {},
): Promise<RawExchange> {
  const call = describeCall(protocol, options);
  const { path = call.path, method } = options;
  return exchangeRaw(gateway.url + path, {
    openAfterMs: OPEN_AFTER_MS,
    ...(method === 'GET' ? {} : { body: call.body }),
    ...options,
    headers: { ...tokenHeaders(protocol, gateway.token), ...options.headers },
  });
}

export function bodyOf(exchange: RawExchange): Buffer {
  return Buffer.concat(exchange.chunks);
}
