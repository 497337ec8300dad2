import { upstreamUrl } from '#shared/domain/base-url';
import type { ProtocolId } from '#shared/domain/protocol';
import { selectRequestHeaders } from '../pipeline/forward-headers';
import type { GatewayChannel } from '../ports';
import { protocols } from '../protocols';
import { decodeUpstreamError } from '../protocols/decode-upstream-error';
import { describeWebPage, isMarkup } from '../protocols/errors/error-text';
import { parseJson, readArray, readText } from '../protocols/json/read';
import type { UpstreamError } from '../protocols/types';
import { getAnswer, type Answer } from './get-answer';
import type { UpstreamClient } from './upstream-client';

/** A list of models is metadata: nobody waits longer for it than this, unless it is all they ask for. */
const TIMEOUT_MS = 2500;

const VERSIONS: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': '/v1',
  'openai-chat': '/v1',
  'openai-responses': '/v1',
  gemini: '/v1beta',
};

/** Pages as large as the services allow, so that one is enough. */
const QUERIES: Readonly<Record<ProtocolId, readonly (readonly [string, string])[]>> = {
  'anthropic-messages': [['limit', '1000']],
  'openai-chat': [],
  'openai-responses': [],
  gemini: [['pageSize', '1000']],
};

/** The names are none when the upstream answers, but tells no usable list. */
export type UpstreamModels = { readonly names: readonly string[] } | { readonly error: UpstreamError };

/** The models a channel's upstream says it has, or why it could not be asked. */
export async function listUpstreamModels(
  channel: GatewayChannel,
  upstreams: UpstreamClient,
  options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<UpstreamModels> {
  const url = upstreamUrl(channel.baseUrl, channel.protocol, '/models', VERSIONS[channel.protocol]);
  for (const [name, value] of QUERIES[channel.protocol]) url.searchParams.set(name, value);
  const headers = selectRequestHeaders(
    channel.protocol === 'anthropic-messages' ? { 'anthropic-version': '2023-06-01' } : {},
    channel.credentials[0] ?? null,
    channel.authStyle,
  );
  const answer = await getAnswer(url, headers, upstreams, { timeoutMs: TIMEOUT_MS, ...options });
  return 'error' in answer ? answer : readAnswer(answer, channel.protocol);
}

function readAnswer({ status, headers, body }: Answer, protocol: ProtocolId): UpstreamModels {
  if (status < 200 || status >= 300) {
    const error = decodeUpstreamError(status, headers, body, Date.now());
    // A server may well do without a list; all else that it refuses, it would refuse a request as well.
    return error.kind === 'not_found' ? { names: [] } : { error };
  }
  const text = body.toString('utf8');
  const json = parseJson(text);
  const names = readModelNames(json);
  if (names.length > 0) return { names };
  if (isMarkup(text)) {
    return { error: { kind: 'bad_response', message: describeWebPage(text), status, retryAfterMs: null } };
  }
  const { error } = protocols[protocol].readResponse(json);
  return error === null ? { names } : { error: { ...error, status } };
}

/** Reads a list in any of the shapes services give it: `{data:[{id}]}`, `{models:[{name}]}` or a bare array. */
function readModelNames(body: unknown): string[] {
  const entries = Array.isArray(body) ? body : [...readArray(body, 'data'), ...readArray(body, 'models')];
  return entries.flatMap((entry: unknown) => {
    const name = readText(entry, 'id') ?? readText(entry, 'name');
    return name === null ? [] : [name.replace(/^models\//, '')];
  });
}

/** Families that answer quickly and cost little. */
const SMALL = /haiku|mini|flash|nano|small|lite|air|turbo/i;

/** Models that do not answer a chat. */
const NOT_CHAT =
  /embed|whisper|tts|image|audio|speech|moderation|realtime|rerank|transcri|video|veo|imagen|dall-e|live/i;

/** The model of a list that a Test asks when nobody named one. */
export function selectCheapModel(names: readonly string[]): string | null {
  const chat = names.filter((name) => !NOT_CHAT.test(name));
  return chat.find((name) => SMALL.test(name)) ?? chat[0] ?? null;
}
