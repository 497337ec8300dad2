import type { Codec } from '../canonical/codec';
import { decodeRequest } from './decode-request';
import { decodeResponse } from './decode-response';
import { encodeRequest } from './encode-request';
import { encodeResponse } from './encode-response';
import { createStreamDecoder } from './stream-decoder';
import { createStreamEncoder } from './stream-encoder';

export const openaiResponsesCodec: Codec = {
  id: 'openai-responses',
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  createStreamDecoder,
  createStreamEncoder,
};
