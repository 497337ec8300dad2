import type { IncomingHttpHeaders } from 'node:http';
import type { ProtocolId } from '#shared/domain/protocol';

export type Endpoint =
  | { readonly kind: 'generate'; readonly protocol: ProtocolId; readonly verb: GeminiVerb | null }
  | { readonly kind: 'count'; readonly protocol: ProtocolId; readonly verb: GeminiVerb | null }
  | { readonly kind: 'models'; readonly protocol: ProtocolId; readonly id: string | null }
  | { readonly kind: 'probe' }
  | { readonly kind: 'unknown' };

/** What a gemini path says and the other protocols say in the body. */
export interface GeminiVerb {
  readonly model: string;
  readonly stream: boolean;
}

// A prefix may stand before each of these, as with real resellers (`/api/anthropic/v1/messages`).
const POST_ENDPOINTS: readonly (readonly [RegExp, Endpoint])[] = [
  [/^(.*)\/v1\/messages$/, { kind: 'generate', protocol: 'anthropic-messages', verb: null }],
  [/^(.*)\/v1\/messages\/count_tokens$/, { kind: 'count', protocol: 'anthropic-messages', verb: null }],
  [/^(.*)\/v\d+\/chat\/completions$/, { kind: 'generate', protocol: 'openai-chat', verb: null }],
  // Google's own OpenAI-compatible root ends in `/v1beta/openai`, which is no doubled version.
  [/^.*\/openai\/chat\/completions$/, { kind: 'generate', protocol: 'openai-chat', verb: null }],
  [/^(.*)\/v1\/responses$/, { kind: 'generate', protocol: 'openai-responses', verb: null }],
  [/^(.*)\/v1\/responses\/input_tokens$/, { kind: 'count', protocol: 'openai-responses', verb: null }],
];
const GEMINI_VERB = /^(.*?)\/(?:v1|v1beta|v1alpha)\/(?:models|tunedModels)\/([^:]+):(\w+)$/;
const MODEL_LIST = /^(.*?)\/(v1|v1beta|v1alpha)\/models(?:\/([^:]+))?$/;
const DOUBLED_VERSION = /\/v\d+(?:beta|alpha)?$/;
const PROBE_PATHS = new Set(['/', '/api/hello']);

export function matchEndpoint(method: string, url: URL, headers: IncomingHttpHeaders): Endpoint {
  return matchPath(method, url, headers) ?? { kind: 'unknown' };
}

function matchPath(method: string, url: URL, headers: IncomingHttpHeaders): Endpoint | null {
  const path = url.pathname;
  if (method === 'GET' || method === 'HEAD') {
    return PROBE_PATHS.has(path) ? { kind: 'probe' } : matchModelList(url, headers);
  }
  if (method !== 'POST') return null;
  for (const [pattern, endpoint] of POST_ENDPOINTS) {
    const match = pattern.exec(path);
    if (match) return hasDoubledVersion(match[1]) ? null : endpoint;
  }
  return matchGeminiVerb(path);
}

function matchGeminiVerb(path: string): Endpoint | null {
  const [, prefix, rawModel = '', verb] = GEMINI_VERB.exec(path) ?? [];
  if (hasDoubledVersion(prefix)) return null;
  const model = decodeURIComponent(rawModel);
  if (verb === 'generateContent' || verb === 'streamGenerateContent') {
    return {
      kind: 'generate',
      protocol: 'gemini',
      verb: { model, stream: verb === 'streamGenerateContent' },
    };
  }
  return verb === 'countTokens'
    ? { kind: 'count', protocol: 'gemini', verb: { model, stream: false } }
    : null;
}

function matchModelList(url: URL, headers: IncomingHttpHeaders): Endpoint | null {
  const match = MODEL_LIST.exec(url.pathname);
  if (!match || hasDoubledVersion(match[1])) return null;
  const id = match[3] === undefined ? null : decodeURIComponent(match[3]);
  return { kind: 'models', protocol: modelListProtocol(url, match[2], headers), id };
}

function modelListProtocol(url: URL, version: string | undefined, headers: IncomingHttpHeaders): ProtocolId {
  const saysGoogle =
    'x-goog-api-key' in headers || 'x-goog-api-client' in headers || url.searchParams.has('key');
  if (saysGoogle || version !== 'v1') return 'gemini';
  return 'anthropic-version' in headers ? 'anthropic-messages' : 'openai-chat';
}

/** `/v1/v1/messages` is the commonest base-URL mistake, and no provider answers it. */
function hasDoubledVersion(prefix: string | undefined): boolean {
  return prefix !== undefined && DOUBLED_VERSION.test(prefix);
}
