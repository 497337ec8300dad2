import type { WireError } from '../types';
import { createErrorBody } from './create-error-body';

/** Open blocks stay open and no `message_stop` follows: the client must not take the answer for whole. */
export function encodeStreamError(error: WireError): string {
  return `event: error\ndata: ${JSON.stringify(createErrorBody(error))}\n\n`;
}
