import { isSensitiveName } from '#main/observability/sensitive-names';

export const MASK = '[redacted]';

type Replacement = readonly [pattern: RegExp, replacement: string];

/** Keys that are known by their shape, wherever they stand. Written to be linear in the length of hostile text. */
const KEY_SHAPES: readonly RegExp[] = [
  // OpenAI, Anthropic, OpenRouter, DeepSeek and most who imitate them.
  /\bsk-[\w-]{4,}/g,
  // Routex's own: gateway and admin tokens.
  /\brtxa?_\w{4,}/g,
  // Google API keys and OAuth access tokens.
  /\bAIza[\w-]{8,}/g,
  /\bya29\.[\w.-]{8,}/g,
  // xAI, Groq, Perplexity, NVIDIA, Hugging Face, GitHub, AWS.
  /\b(?:xai-|gsk_|pplx-|nvapi-|hf_|gh[opsu]_|github_pat_|AKIA|ASIA)[\w-]{12,}/g,
  // JSON Web Tokens.
  /\beyJ[\w-]{8,512}\.[\w-]{4,}(?:\.[\w-]*)?/g,
];

/** A word that announces a secret, with what may be glued in front of it: OPENAI_API_KEY, x-goog-api-key. */
const SECRET_WORD =
  '[\\w-]{0,40}(?:api[-_ ]?key|access[-_ ]?key|secret[-_ ]?key|data[-_ ]?key|private[-_ ]?key|secret|password|passwd|authorization|cookie)';
const TOKEN_WORD = '[\\w-]{0,40}token';
const QUOTE = '\\\\?["\']?';

const KEYS_IN_CONTEXT: readonly Replacement[] = [
  // scheme://user:password@host, and a bare token in the user's place.
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>]+@/gi, `$1${MASK}@`],
  // The scheme and its value; "bearer token" in prose stays.
  [/\b(bearer)(\s+)(?!tokens?\b|auth)[^\s"'\\,;]+/gi, `$1$2${MASK}`],
  [/\b([Bb]asic)(\s+)(?![Aa]uth)(?=[\w+/]*[A-Z0-9+/=])[\w+/]{6,}={0,2}/g, `$1$2${MASK}`],
  // Cookie: and Authorization: lines to their end, as in a dumped header block.
  [/\b((?:set-)?cookie|(?:proxy-)?authorization)(\s*:\s*)[^\r\n"']+/gi, `$1$2${MASK}`],
  // api_key=…, "apiKey": "…", password: …
  [
    new RegExp(`\\b(${SECRET_WORD}${QUOTE}\\s{0,3}[:=]\\s{0,3}${QUOTE})[^\\s"'\\\\,;&{}]+`, 'gi'),
    `$1${MASK}`,
  ],
  // The same for tokens, where a number is a count.
  [
    new RegExp(
      `\\b(${TOKEN_WORD}${QUOTE}\\s{0,3}[:=]\\s{0,3}${QUOTE})(?!\\d+\\b)[^\\s"'\\\\,;&{}]{4,}`,
      'gi',
    ),
    `$1${MASK}`,
  ],
  // "Incorrect API key provided: 0123…": a long run of key characters soon after the word.
  [
    /\b((?:api[-_ ]?key|secret(?:[-_ ]?key)?|password|credentials?|data[-_ ]?key)\W{1,4}(?:\w{1,12}\W{1,4}){0,3}?)[\w+/.=-]{16,}/gi,
    `$1${MASK}`,
  ],
];

const QUERY_PARAMETER = /([?&#;])([\w.%-]{1,64})=([^&#;\s"'<>\\]+)/g;

/** Something that at least one of the patterns needs. Nearly all text has none of it and is done after this one look. */
const SUSPICIOUS =
  /[?&#;]|:\/\/|key|token|secret|passw|auth|cookie|bearer|basic|credential|sk-|rtx|aiza|ya29|xai-|gsk_|pplx|nvapi|hf_|gh[opsu]_|github_pat|akia|asia|eyj/i;

/** The text without the secrets that can be told from their shape or from the words around them. */
export function redactText(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  let redacted = text.replaceAll(QUERY_PARAMETER, (match: string, separator: string, name: string) =>
    isSensitiveName(name) ? `${separator}${name}=${MASK}` : match,
  );
  for (const [pattern, replacement] of KEYS_IN_CONTEXT) redacted = redacted.replaceAll(pattern, replacement);
  for (const pattern of KEY_SHAPES) redacted = redacted.replaceAll(pattern, MASK);
  return redacted;
}

/** Headers for showing: sensitive ones masked by name, the others by content. */
export function redactHeaders(
  headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string | string[]> {
  const entries = headers instanceof Headers ? headers.entries() : Object.entries(headers);
  const redacted: Record<string, string | string[]> = {};
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    if (isSensitiveName(name)) redacted[name] = MASK;
    else redacted[name] = typeof value === 'string' ? redactText(value) : value.map(redactText);
  }
  return redacted;
}

/** The URL, absolute or not, without user, password and the values of key-like query parameters. */
export function redactUrl(url: string | URL): string {
  return redactText(String(url));
}
