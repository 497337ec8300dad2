import { classifyError } from './errors/classify-error';
import { cutMessage, isMarkup, readTitle } from './errors/error-text';
import { readErrorDetails } from './errors/read-error-details';
import { readRetryText } from './errors/read-retry-after';
import type { UpstreamError } from './types';

/**
 * An error told inside a stream, or in the body of a 2xx answer: the event, its error object, or bare text. Numeric
 * codes in it count as a status.
 */
export function decodeStreamError(value: unknown): UpstreamError {
  const details = readErrorDetails(value);
  const message = isMarkup(details.message) ? readTitle(details.message) : details.message;
  return {
    kind: classifyError({ status: details.status, names: details.names, text: message }),
    message: cutMessage(message) || 'The upstream reported an error without a message.',
    status: null,
    retryAfterMs: details.retryDelayMs ?? readRetryText(message),
  };
}
