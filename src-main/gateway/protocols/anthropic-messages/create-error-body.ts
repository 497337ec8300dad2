import type { WireError } from '../types';
import { mapErrorKind } from './map-error-kind';

const CONTEXT_PREFIX = 'prompt is too long:';

/** Claude Code compacts the conversation when a message begins so. */
function createMessage({ kind, message }: WireError): string {
  const known = message.toLowerCase().startsWith(CONTEXT_PREFIX);
  return kind === 'context_length' && !known ? `${CONTEXT_PREFIX} ${message}` : message;
}

export function createErrorBody(error: WireError): object {
  return {
    type: 'error',
    error: {
      type: mapErrorKind(error.kind).type,
      message: createMessage(error),
      ...(error.code == null ? {} : { details: { error_code: error.code } }),
    },
    request_id: error.requestId,
  };
}
