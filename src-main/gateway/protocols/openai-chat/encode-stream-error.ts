import { createOpenaiErrorBody } from '../errors/encode-openai-error';
import type { WireError } from '../types';

/** Clients raise at the error chunk; `[DONE]` is for those that read on for it. */
export function encodeStreamError(error: WireError): string {
  return `data: ${JSON.stringify(createOpenaiErrorBody(error))}\n\ndata: [DONE]\n\n`;
}
