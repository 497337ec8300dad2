import type { ProtocolId } from './protocol';

/** Why a base URL was refused; the text is for people and says what to enter instead. */
export class BaseUrlError extends Error {
  override readonly name = 'BaseUrlError';
  readonly code = 'base_url_invalid';
}

const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|[^/:.]+:\d+)/i;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Endpoint paths as providers print them, which people paste together with the base URL. */
const ENDPOINT_PATHS: Record<ProtocolId, RegExp> = {
  'anthropic-messages': /\/messages(\/count_tokens)?$/,
  'openai-chat': /\/chat\/completions$/,
  'openai-responses': /\/responses(\/input_tokens|\/compact)?$/,
  gemini: /\/models(\/.*)?$/,
};

/** An API version as last path segment (`v1`, `v1beta`, `v4`), also below Google's OpenAI-compatible root (`v1beta/openai`). */
const VERSION_SEGMENT = /\/v\d+[a-z]*\d*(\/openai)?$/i;

/** Version added to a base URL that names none. Gemini clients name theirs themselves. */
const DEFAULT_VERSION = '/v1';

/**
 * Cleans a base URL as people paste it: adds a missing scheme (http for local hosts), drops trailing slashes and the
 * fragment. What it says about version and endpoint is kept, because some providers have none (`upstreamUrl` reads it).
 * Idempotent.
 *
 * @throws {BaseUrlError} when it is not an http(s) URL or carries a user name or password
 */
export function normalizeBaseUrl(text: string): string {
  const trimmed = text.trim();
  const withScheme = SCHEME.test(trimmed)
    ? trimmed
    : `${LOCAL_HOST.test(trimmed) ? 'http' : 'https'}://${trimmed}`;
  let url: URL;
  try {
    url = new URL(withScheme);
  } catch (cause) {
    throw new BaseUrlError('The base URL is not a URL. Enter it as https://host/path.', { cause });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new BaseUrlError('The base URL must begin with https:// or http://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new BaseUrlError(
      'The base URL must not hold a user name or password. Store the key as a credential.',
    );
  }
  url.hash = '';
  url.pathname = url.pathname.replace(/\/{2,}/g, '/').replace(/\/+$/, '');
  const cleaned = url.toString();
  // What comes behind the question mark may end with a slash of its own.
  return url.pathname === '/' ? cleaned.replace(/\/(?=$|\?)/, '') : cleaned;
}

/**
 * Address of an endpoint below a channel's base URL, never doubling a version or an endpoint path.
 *
 * @param path endpoint below the version, such as `/messages` or `/models/gemini-x:generateContent`
 * @param version the version to use where the base URL names none, such as `/v1beta`
 */
export function upstreamUrl(
  baseUrl: string,
  protocol: ProtocolId,
  path: string,
  version = DEFAULT_VERSION,
): URL {
  const url = new URL(baseUrl);
  const base = url.pathname.replace(/\/+$/, '');
  const endpoint = ENDPOINT_PATHS[protocol].exec(base);
  if (endpoint !== null) {
    // A pasted endpoint says exactly what stands before it, also that there is no version.
    url.pathname = base.slice(0, endpoint.index) + path;
  } else if (VERSION_SEGMENT.test(base)) {
    url.pathname = base + path;
  } else {
    url.pathname = base + version + path;
  }
  return url;
}
