import { encodeOpenaiError } from '../errors/encode-openai-error';
import type { Protocol } from '../types';
import { encodeStreamError } from './encode-stream-error';
import { readResponse } from './read-response';
import { createChatStreamTap } from './stream-tap';

export const openaiChat: Protocol = {
  id: 'openai-chat',
  encodeError: encodeOpenaiError,
  encodeStreamError,
  createStreamTap: createChatStreamTap,
  readResponse,
};
