import type { Codec } from '../canonical/codec';
import { decodeRequest } from './decode-request';
import { decodeResponse } from './decode-response';
import { encodeRequest } from './encode-request';
import { encodeResponse } from './encode-response';
import { createStreamDecoder } from './stream-decoder';
import { createStreamEncoder } from './stream-encoder';

/** https://ai.google.dev/api/generate-content */
export const geminiCodec: Codec = {
  id: 'gemini',
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  createStreamDecoder,
  createStreamEncoder,
};
