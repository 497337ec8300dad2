import { createErrorHeaders } from '../errors/create-error-headers';
import type { EncodedError, WireError } from '../types';
import { createErrorBody } from './create-error-body';
import { mapErrorKind } from './map-error-kind';

export function encodeError(error: WireError): EncodedError {
  return {
    status: error.status ?? mapErrorKind(error.kind).status,
    headers: createErrorHeaders(error, 'request-id'),
    body: JSON.stringify(createErrorBody(error)),
  };
}
