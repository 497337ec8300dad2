import { PROTOCOL_IDS } from '#shared/domain/protocol';
import { TRANSFORMER_OPTIONS } from '#shared/domain/transformer-options';
import { defineBuiltIn } from '../define-built-in';
import { capTokens } from './limit-fields';

/** Caps the answer's length a client asks for. */
export const maxToken = defineBuiltIn({
  name: 'maxtoken',
  options: TRANSFORMER_OPTIONS.maxtoken,
  protocols: PROTOCOL_IDS,
  begin: ({ max_tokens: limit }, { protocol }) => ({ request: (body) => capTokens(body, protocol, limit) }),
});
