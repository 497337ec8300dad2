import type { Protocol } from '../types';
import { encodeError } from './encode-error';
import { encodeStreamError } from './encode-stream-error';
import { readResponse } from './read-response';
import { createAnthropicStreamTap } from './stream-tap';

export const anthropicMessages: Protocol = {
  id: 'anthropic-messages',
  encodeError,
  encodeStreamError,
  createStreamTap: createAnthropicStreamTap,
  readResponse,
};
