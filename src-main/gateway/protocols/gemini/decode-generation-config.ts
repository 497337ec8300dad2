import { refuseElsewhere, warnElsewhere } from '../canonical/native-only';
import type { DecodeRequestContext } from '../canonical/codec';
import type { OutputFormat, Sampling } from '../canonical/request';
import { isRecord, type JsonRecord } from '../json/read';
import { convertSchema } from './convert-schema';
import {
  createInvalid,
  readBoolean,
  readList,
  readMember,
  readNumber,
  readRest,
  readString,
  requireRecord,
} from './read-member';

const PATH = 'generationConfig';
const JSON_MIME_TYPE = 'application/json';

const MAPPED_KEYS: ReadonlySet<string> = new Set([
  'temperature',
  'topP',
  'topK',
  'candidateCount',
  'maxOutputTokens',
  'stopSequences',
  'seed',
  'presencePenalty',
  'frequencyPenalty',
  'responseLogprobs',
  'logprobs',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  'thinkingConfig',
]);

function readStop(config: unknown): readonly string[] {
  return readList(config, 'stopSequences').map((stop) => {
    if (typeof stop !== 'string') throw createInvalid(`${PATH}.stopSequences`, 'must hold strings');
    return stop;
  });
}

export function decodeSampling(config: unknown): Sampling {
  const number = (name: string): number | undefined => readNumber(config, name, PATH);
  const [temperature, topP, topK, seed] = [
    number('temperature'),
    number('topP'),
    number('topK'),
    number('seed'),
  ];
  const [presencePenalty, frequencyPenalty] = [number('presencePenalty'), number('frequencyPenalty')];
  const [n, topLogprobs] = [number('candidateCount'), number('logprobs')];
  const logprobs = readBoolean(config, 'responseLogprobs', PATH);
  const stop = readStop(config);
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(topK !== undefined && { topK }),
    ...(seed !== undefined && { seed }),
    ...(presencePenalty !== undefined && { presencePenalty }),
    ...(frequencyPenalty !== undefined && { frequencyPenalty }),
    ...(stop.length > 0 && { stop }),
    ...(n !== undefined && { n }),
    ...(logprobs !== undefined && { logprobs }),
    ...(topLogprobs !== undefined && { topLogprobs }),
  };
}

export function decodeFormat(config: unknown): OutputFormat {
  const json = readMember(config, 'responseJsonSchema');
  if (json !== undefined) {
    return { type: 'schema', name: null, schema: requireRecord(json, `${PATH}.responseJsonSchema`) };
  }
  const schema = readMember(config, 'responseSchema');
  if (schema !== undefined) {
    const converted = convertSchema(requireRecord(schema, `${PATH}.responseSchema`));
    return { type: 'schema', name: null, schema: converted };
  }
  const mimeType = readString(config, 'responseMimeType', PATH);
  return { type: mimeType === JSON_MIME_TYPE ? 'json' : 'text' };
}

type NativeContext = Pick<DecodeRequestContext, 'onNativeOnly' | 'warn'>;

/** Answers of other protocols hold text, and at most an image. */
function noteModalities(config: unknown, context: NativeContext): void {
  for (const modality of readList(config, 'responseModalities')) {
    const name = typeof modality === 'string' ? modality.toUpperCase() : '';
    if (name === 'AUDIO' || name === 'VIDEO') {
      refuseElsewhere(
        context,
        `${PATH}.responseModalities: ${name} answers cannot be converted to another protocol.`,
      );
    }
    if (name === 'IMAGE') warnElsewhere(context, `${PATH}.responseModalities: images were not asked for.`);
  }
}

/** What of `generationConfig` no other protocol has. */
export function decodeConfigRest(config: unknown, context: NativeContext): JsonRecord {
  noteModalities(config, context);
  return isRecord(config) ? readRest(config, MAPPED_KEYS) : {};
}
