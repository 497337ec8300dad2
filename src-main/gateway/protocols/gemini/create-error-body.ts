import { readWaitMs } from '../errors/create-error-headers';
import type { WireError } from '../types';
import { mapErrorKind } from './map-error-kind';

const SECOND_MS = 1000;
const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';

/** `code` is the HTTP status: Google's clients ignore an error whose code is not a number. */
export function createErrorBody(error: WireError, code: number): object {
  const wait = readWaitMs(error);
  const details =
    wait === null ? {} : { details: [{ '@type': RETRY_INFO, retryDelay: `${wait / SECOND_MS}s` }] };
  return { error: { code, message: error.message, status: mapErrorKind(error.kind).name, ...details } };
}
