import type { IncomingHttpHeaders } from 'node:http';
import type { ProtocolId } from '#shared/domain/protocol';
import { toRequestBody } from '../request-body';
import type { PreparedRequest } from '../pipeline/build-call';
import { NO_STATE } from '../pipeline/scan-body';
import type { GatewayChannel } from '../ports';
import type { UpstreamEndpoint } from '../server/match-endpoint';

const PROMPT = 'Reply with OK.';

/** Enough for a word from a model that thinks a little first. */
const MAX_TOKENS = 16;

const OPENAI_HOST = 'api.openai.com';

/** The small streamed request of a Test, as a client of the channel's own protocol would send it. */
export function buildTestRequest(channel: GatewayChannel, model: string): PreparedRequest {
  const body = toRequestBody(Buffer.from(JSON.stringify(testBody(channel, model))));
  const headers: IncomingHttpHeaders = { 'content-type': 'application/json', accept: 'text/event-stream' };
  if (channel.protocol === 'anthropic-messages') headers['anthropic-version'] = '2023-06-01';
  return {
    endpoint: testEndpoint(channel.protocol, model),
    headers,
    login: {},
    query: channel.protocol === 'gemini' ? 'alt=sse' : '',
    body,
    plainBody: body,
    model,
    modelRanges: [],
    modelAlias: null,
    systemStart: null,
    systemEnd: null,
    metadataStart: null,
    state: NO_STATE,
    envelope: false,
    stream: true,
  };
}

function testEndpoint(protocol: ProtocolId, model: string): UpstreamEndpoint {
  const base = { type: 'upstream', protocol, operation: 'generate' } as const;
  switch (protocol) {
    case 'anthropic-messages':
      return { ...base, path: '/messages', version: '/v1', fromPath: null };
    case 'openai-chat':
      return { ...base, path: '/chat/completions', version: '/v1', fromPath: null };
    case 'openai-responses':
      return { ...base, path: '/responses', version: '/v1', fromPath: null };
    case 'gemini':
      return {
        ...base,
        path: ':streamGenerateContent',
        version: '/v1beta',
        fromPath: {
          model,
          rawModel: `/models/${model.split('/').map(encodeURIComponent).join('/')}`,
          stream: true,
        },
      };
  }
}

function testBody(channel: GatewayChannel, model: string): object {
  const messages = [{ role: 'user', content: PROMPT }];
  switch (channel.protocol) {
    case 'anthropic-messages':
      return { model, max_tokens: MAX_TOKENS, messages, stream: true };
    case 'openai-chat': {
      // OpenAI's reasoning models refuse the old name of the limit; most other providers know only that one.
      const limit =
        new URL(channel.baseUrl).hostname === OPENAI_HOST ? 'max_completion_tokens' : 'max_tokens';
      return { model, [limit]: MAX_TOKENS, messages, stream: true };
    }
    case 'openai-responses':
      return { model, input: PROMPT, max_output_tokens: MAX_TOKENS, stream: true, store: false };
    case 'gemini':
      return {
        contents: [{ role: 'user', parts: [{ text: PROMPT }] }],
        generationConfig: { maxOutputTokens: MAX_TOKENS },
      };
  }
}
