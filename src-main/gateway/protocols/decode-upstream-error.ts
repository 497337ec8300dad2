import { classifyError } from './errors/classify-error';
import { cutMessage, isMarkup, readTitle } from './errors/error-text';
import { mapErrorStatus } from './errors/map-error-status';
import { readErrorDetails, type ErrorDetails } from './errors/read-error-details';
import { readRetryAfter, type ErrorHeaders } from './errors/read-retry-after';
import { isRecord, parseJson } from './json/read';
import type { UpstreamError } from './types';

/** Error bodies are small; of one that is not, the start says enough. */
const MAX_BODY_BYTES = 1024 * 1024;

function decodeText(body: Uint8Array | string): string {
  if (typeof body === 'string') return body.slice(0, MAX_BODY_BYTES).replace(/^\uFEFF/, '');
  return new TextDecoder().decode(body.subarray(0, MAX_BODY_BYTES));
}

function plainDetails(message: string): ErrorDetails {
  return { message, names: [], status: null, retryDelayMs: null };
}

/** The content type is not asked: gateways send JSON as text, and pages as JSON. */
function readBody(text: string): { details: ErrorDetails; structured: boolean } {
  if (isMarkup(text)) return { details: plainDetails(readTitle(text)), structured: false };
  const json = parseJson(text);
  if (isRecord(json) || Array.isArray(json)) return { details: readErrorDetails(json), structured: true };
  return { details: plainDetails(typeof json === 'string' ? json : text.trim()), structured: false };
}

/**
 * An upstream's error answer, decoded and classified. `headers` are as node:http gives them (lower case), `now` is in
 * milliseconds since the epoch. Also for a 2xx whose body is an error object; a 2xx that is none is `bad_response`.
 */
export function decodeUpstreamError(
  status: number,
  headers: ErrorHeaders,
  body: Uint8Array | string,
  now: number,
): UpstreamError {
  const { details, structured } = readBody(decodeText(body));
  const failed = status >= 400;
  const toldInJson = structured && (details.message !== '' || details.names.length > 0);
  const kind =
    failed || toldInJson
      ? classifyError({
          status: failed ? status : details.status,
          names: details.names,
          text: details.message,
        })
      : mapErrorStatus(status);
  return {
    kind,
    message: cutMessage(details.message) || `The upstream answered with status ${status} and no message.`,
    status,
    retryAfterMs: readRetryAfter({ headers, ...details }, now),
  };
}
