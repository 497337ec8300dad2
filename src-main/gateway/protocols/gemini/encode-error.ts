import { createErrorHeaders } from '../errors/create-error-headers';
import type { EncodedError, WireError } from '../types';
import { createErrorBody } from './create-error-body';
import { mapErrorKind } from './map-error-kind';

export function encodeError(error: WireError): EncodedError {
  const status = error.status ?? mapErrorKind(error.kind).status;
  return {
    status,
    headers: createErrorHeaders(error, null),
    body: JSON.stringify(createErrorBody(error, status)),
  };
}
