import { encodeOpenaiError } from '../errors/encode-openai-error';
import type { Protocol } from '../types';
import { encodeStreamError } from './encode-stream-error';
import { readResponse } from './read-response';
import { createResponsesStreamTap } from './stream-tap';

export const openaiResponses: Protocol = {
  id: 'openai-responses',
  encodeError: encodeOpenaiError,
  encodeStreamError,
  createStreamTap: createResponsesStreamTap,
  readResponse,
};
