import type { ProtocolId } from '#shared/domain/protocol';
import type { Operation } from '#shared/domain/request-record';

/** A client path that leads to an upstream. */
export interface UpstreamEndpoint {
  readonly type: 'upstream';
  readonly protocol: ProtocolId;
  readonly operation: Operation;
  /** Path below the API version for the channel's base URL; for Gemini without the model: `:generateContent`. */
  readonly path: string;
  /** API version as the client wrote it, used where the base URL names none. */
  readonly version: string;
  /** Gemini puts model and streaming into the path; the others into the body. */
  readonly fromPath: { readonly model: string; readonly rawModel: string; readonly stream: boolean } | null;
}

export type Endpoint =
  | UpstreamEndpoint
  | { readonly type: 'models'; readonly version: string; readonly id: string | null }
  /** Agents look whether somebody is there; answered without a token and not counted. */
  | { readonly type: 'probe'; readonly body: string }
  /** An answer that was given before, or something of it. */
  | {
      readonly type: 'stored-response';
      readonly protocol: 'openai-responses';
      /** Null for what is not kept of answers. */
      readonly id: string | null;
    }
  | { readonly type: 'method-not-allowed'; readonly protocol: ProtocolId; readonly allow: string }
  | { readonly type: 'other' };

const VERSION = /^\/(v1beta|v1alpha|v1)(?=\/|$)/;
const GEMINI_CALL = /^\/(?:models|tunedModels)\/(.+):(generateContent|streamGenerateContent|countTokens)$/;
/** Any call on a Gemini model, served or not. */
const GEMINI_VERB = /\/(?:models|tunedModels)\/[^?]+:[a-zA-Z]+$/;
const TUNED_MODELS = '/tunedModels/';
const RESPONSES = '/responses/';

interface PostRoute {
  protocol: ProtocolId;
  operation: Operation;
}

const POST_ROUTES: ReadonlyMap<string, PostRoute> = new Map([
  ['/messages', { protocol: 'anthropic-messages', operation: 'generate' }],
  ['/messages/count_tokens', { protocol: 'anthropic-messages', operation: 'count_tokens' }],
  ['/chat/completions', { protocol: 'openai-chat', operation: 'generate' }],
  ['/responses', { protocol: 'openai-responses', operation: 'generate' }],
  ['/responses/input_tokens', { protocol: 'openai-responses', operation: 'count_tokens' }],
  ['/responses/compact', { protocol: 'openai-responses', operation: 'compact' }],
]);

const PROBES: ReadonlyMap<string, { methods: readonly string[]; body: string }> = new Map([
  ['/', { methods: ['GET', 'HEAD'], body: '' }],
  ['/api/hello', { methods: ['GET', 'HEAD'], body: '' }],
  ['/api/event_logging/batch', { methods: ['POST'], body: '{}' }],
]);

const OTHER: Endpoint = { type: 'other' };

/**
 * Finds what a client asks for.
 *
 * @param pathname path of the request as sent, still percent-encoded, without the query
 */
export function matchEndpoint(method: string, pathname: string): Endpoint {
  const probe = PROBES.get(pathname);
  if (probe?.methods.includes(method) === true) return { type: 'probe', body: probe.body };

  const { version, rest } = splitVersion(pathname);

  const route = POST_ROUTES.get(rest);
  if (route !== undefined) {
    if (method !== 'POST') return { type: 'method-not-allowed', protocol: route.protocol, allow: 'POST' };
    return { type: 'upstream', ...route, path: rest, version, fromPath: null };
  }

  const call = GEMINI_CALL.exec(rest);
  if (call !== null) {
    if (method !== 'POST') return { type: 'method-not-allowed', protocol: 'gemini', allow: 'POST' };
    return matchGeminiCall(version, rest, call);
  }

  // A verb of Gemini's that is not served, such as `:embedContent`. A model to look up may have a colon in its name.
  if (method === 'POST' && GEMINI_VERB.test(rest)) return OTHER;

  if (rest === '/models' || rest.startsWith('/models/')) {
    if (method !== 'GET' && method !== 'HEAD') {
      return { type: 'method-not-allowed', protocol: protocolOfPath(pathname), allow: 'GET, HEAD' };
    }
    const id = rest.slice('/models/'.length);
    return { type: 'models', version, id: id === '' ? null : decode(id) };
  }

  if (rest.startsWith(RESPONSES)) return matchStoredResponse(method, rest.slice(RESPONSES.length));

  return OTHER;
}

/** The protocol whose error shape a path most likely expects, for answers to paths nobody serves. */
export function protocolOfPath(pathname: string): ProtocolId {
  if (pathname.includes('/v1beta') || pathname.includes('/v1alpha')) return 'gemini';
  if (GEMINI_VERB.test(pathname) || pathname.includes(TUNED_MODELS)) return 'gemini';
  if (pathname.includes('/messages')) return 'anthropic-messages';
  if (pathname.includes('/responses')) return 'openai-responses';
  return 'openai-chat';
}

/**
 * Splits `/v1/messages` into version and rest. A base URL that already ends in a version makes clients send two of them
 * (`/v1/v1/messages`, `/v1/v1beta/models/…`): the last one counts. No version at all counts as `/v1`.
 */
function splitVersion(pathname: string): { version: string; rest: string } {
  let version = '';
  let rest = pathname;
  for (let match = VERSION.exec(rest); match !== null; match = VERSION.exec(rest)) {
    version = match[0];
    rest = rest.slice(version.length);
  }
  const trimmed = rest.length > 1 && rest.endsWith('/') ? rest.slice(0, -1) : rest;
  return { version: version === '' ? '/v1' : version, rest: trimmed };
}

function matchGeminiCall(version: string, rest: string, call: RegExpExecArray): UpstreamEndpoint {
  const rawName = call[1] ?? '';
  const verb = call[2] ?? '';
  const tuned = rest.startsWith(TUNED_MODELS);
  const name = decode(rawName).replace(/^models\//, '');
  return {
    type: 'upstream',
    protocol: 'gemini',
    operation: verb === 'countTokens' ? 'count_tokens' : 'generate',
    path: `:${verb}`,
    version,
    fromPath: {
      model: tuned ? `tunedModels/${name}` : name,
      rawModel: rest.slice(0, rest.length - verb.length - 1),
      stream: verb === 'streamGenerateContent',
    },
  };
}

function matchStoredResponse(method: string, name: string): Endpoint {
  const protocol = 'openai-responses';
  if (name === '' || name.includes('/')) return { type: 'stored-response', protocol, id: null };
  if (method !== 'GET' && method !== 'DELETE') {
    return { type: 'method-not-allowed', protocol, allow: 'GET, DELETE' };
  }
  return { type: 'stored-response', protocol, id: decode(name) };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray percent sign is part of the name as far as anyone can tell.
    return segment;
  }
}
