import type { Protocol } from '../types';
import { encodeError } from './encode-error';
import { encodeStreamError } from './encode-stream-error';
import { readResponse } from './read-response';
import { createGeminiStreamTap } from './stream-tap';

export const gemini: Protocol = {
  id: 'gemini',
  encodeError,
  encodeStreamError,
  createStreamTap: createGeminiStreamTap,
  readResponse,
};
