import { upstreamUrl } from '#shared/domain/base-url';
import type { ProtocolId } from '#shared/domain/protocol';
import { selectRequestHeaders } from '../pipeline/forward-headers';
import type { GatewayChannel } from '../ports';
import { parseJson, readArray, readText } from '../protocols/json/read';
import type { UpstreamClient } from './upstream-client';

/** A list of models is metadata: nobody waits longer for it than this. */
const TIMEOUT_MS = 2500;
const MAX_BYTES = 4 * 1024 * 1024;

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

/** The models a channel's upstream says it has; null when it does not say within a moment. */
export function listUpstreamModels(
  channel: GatewayChannel,
  upstreams: UpstreamClient,
): Promise<string[] | null> {
  const url = upstreamUrl(channel.baseUrl, channel.protocol, '/models', VERSIONS[channel.protocol]);
  for (const [name, value] of QUERIES[channel.protocol]) url.searchParams.set(name, value);
  const headers = selectRequestHeaders(
    channel.protocol === 'anthropic-messages' ? { 'anthropic-version': '2023-06-01' } : {},
    channel.credentials[0] ?? null,
    channel.authStyle,
  );
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let ok = false;
    const settle = (names: string[] | null): void => {
      clearTimeout(timer);
      resolve(names);
    };
    const call = upstreams.send(
      { url, method: 'GET', headers, body: null, headersTimeoutMs: TIMEOUT_MS, idleTimeoutMs: TIMEOUT_MS },
      {
        onConnected: () => undefined,
        onHeaders: (status) => {
          ok = status === 200;
        },
        onData: (chunk) => {
          length += chunk.length;
          if (length <= MAX_BYTES) chunks.push(chunk);
        },
        onEnd: () => {
          settle(ok && length <= MAX_BYTES ? readModelNames(Buffer.concat(chunks).toString('utf8')) : null);
        },
        onError: () => {
          settle(null);
        },
      },
    );
    const timer = setTimeout(() => {
      call.abort();
      settle(null);
    }, TIMEOUT_MS);
  });
}

/** Reads a list in any of the shapes services give it: `{data:[{id}]}` or `{models:[{name}]}`. */
function readModelNames(text: string): string[] | null {
  const body = parseJson(text);
  const entries = [...readArray(body, 'data'), ...readArray(body, 'models')];
  if (entries.length === 0) return null;
  return entries.flatMap((entry) => {
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
