import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import { TRANSFORMER_OPTIONS } from '#shared/domain/transformer-options';
import { isRecord, type JsonRecord } from '../../protocols/json/read';
import { omitAbsent } from '../../protocols/json/omit-absent';
import { defineBuiltIn } from '../define-built-in';
import { setMembers } from '../json-edits';
import { capTokens } from './limit-fields';

/** Sets how tokens are chosen, whatever the client says, and caps the answer's length. */
export const sampling = defineBuiltIn({
  name: 'sampling',
  options: TRANSFORMER_OPTIONS.sampling,
  protocols: PROTOCOL_IDS,
  begin: (options, { protocol }) => {
    const { max_tokens: limit, temperature, top_p, top_k, repetition_penalty } = options;
    const chosen = omitAbsent({ temperature, top_p, top_k, repetition_penalty });
    return {
      request(body) {
        const capped = limit === undefined ? body : capTokens(body, protocol, limit);
        return setSampling(capped, protocol, chosen);
      },
    };
  },
});

interface Chosen {
  readonly temperature?: number;
  readonly top_p?: number;
  readonly top_k?: number;
  readonly repetition_penalty?: number;
}

/** What a protocol has no field for is left out; OpenAI's imitators know more fields than OpenAI. */
function setSampling(body: JsonRecord, protocol: ProtocolId, chosen: Chosen): JsonRecord {
  const { temperature, top_p, top_k } = chosen;
  switch (protocol) {
    case 'openai-chat':
      return setMembers(body, { ...chosen });
    case 'openai-responses':
      return setMembers(body, omitAbsent({ temperature, top_p }));
    case 'anthropic-messages':
      return setMembers(body, omitAbsent({ temperature, top_p, top_k }));
    case 'gemini': {
      const config = isRecord(body['generationConfig']) ? body['generationConfig'] : {};
      const set = omitAbsent({ temperature, topP: top_p, topK: top_k });
      const changed = setMembers(config, set);
      return changed === config ? body : { ...body, generationConfig: changed };
    }
  }
}
