import { MASK, redactHeaders, redactText, redactUrl } from '#main/observability/redaction';
import type { StoredAnswer, StoredExchange, StoredMessage } from '#shared/domain/stored-exchange';
import type { WireAnswer, WireExchange, WireMessage } from '#main/store/exchanges/wire-exchange';

/** Named by a client that has something sent again. */
export const REPLAY_HEADER = 'x-routex-replay-of';

/** Shorter ones would mask ordinary words. */
const MIN_SECRET_LENGTH = 6;

type Mask = (text: string) => string;

/** What is stored of an exchange: text, with secrets masked by name, by value and by shape. */
export function redactExchange(exchange: WireExchange): StoredExchange {
  const { requestId, path, request, attempts, answer, secrets } = exchange;
  const mask = createMask(secrets);
  const replayOf = request.headers[REPLAY_HEADER];
  const last = attempts.at(-1)?.response;
  const repeats = answer === null || (last != null && isSameBody(answer, last));
  return {
    requestId,
    path: redactUrl(path),
    replayOf: typeof replayOf === 'string' ? replayOf : null,
    request: convertMessage(request, mask),
    attempts: attempts.map((attempt) => ({
      channelId: attempt.channelId,
      channelName: attempt.channelName,
      url: redactUrl(attempt.url),
      request: convertMessage(attempt.request, mask),
      response: attempt.response === null ? null : convertAnswer(attempt.response, mask),
    })),
    answer: repeats ? null : convertAnswer(answer, mask),
  };
}

function createMask(secrets: readonly string[]): Mask {
  const known = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH);
  return (text) => redactText(known.reduce((masked, secret) => masked.replaceAll(secret, MASK), text));
}

function isSameBody(a: WireAnswer, b: WireAnswer): boolean {
  return a.status === b.status && Buffer.compare(a.body, b.body) === 0;
}

function convertMessage({ headers, body, bytes, truncated }: WireMessage, mask: Mask): StoredMessage {
  const text = decode(body, truncated);
  return {
    headers: convertHeaders(headers, mask),
    body: text === null ? null : mask(text),
    bytes,
    truncated,
  };
}

function convertAnswer(answer: WireAnswer, mask: Mask): StoredAnswer {
  const { status, headers, bytes, truncated } = answer;
  return {
    status,
    headers: convertHeaders(headers, mask),
    chunks: convertChunks(answer, mask),
    bytes,
    truncated,
  };
}

function convertHeaders(headers: WireMessage['headers'], mask: Mask): Record<string, string> {
  const shown = Object.entries(redactHeaders(headers));
  return Object.fromEntries(shown.map(([name, value]) => [name, mask(String(value))]));
}

/** A secret may lie across pieces; then they are shown as one. */
function convertChunks({ body, marks, truncated }: WireAnswer, mask: Mask): StoredAnswer['chunks'] {
  const whole = decode(body, truncated);
  if (whole === null) return [];
  const decoder = new TextDecoder();
  let at = 0;
  const chunks = marks.map(([ms, length]) => {
    const text = mask(decoder.decode(body.subarray(at, at + length), { stream: true }));
    at += length;
    return { ms, text };
  });
  const masked = mask(whole);
  if (chunks.map(({ text }) => text).join('') === masked) return chunks;
  return masked === '' ? [] : [{ ms: chunks.at(-1)?.ms ?? 0, text: masked }];
}

/** Null for what is no text. A body that was cut may end inside a character. */
function decode(body: Uint8Array, truncated: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body, { stream: truncated });
  } catch {
    return null;
  }
}
