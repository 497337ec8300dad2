import type { Sampling } from '../canonical/request';
import { readPlainNumber } from '../json/parse-lossless';
import type { JsonRecord } from '../json/read';
import { omitAbsent } from '../json/omit-absent';
import {
  createFieldError,
  readOptionalBoolean,
  readOptionalNumber,
  readOptionalRecord,
} from './read-request-field';

function readStop(json: JsonRecord): readonly string[] | undefined {
  const stop = json['stop'];
  if (stop === undefined || stop === null) return undefined;
  const list: readonly unknown[] = Array.isArray(stop) ? stop : [stop];
  if (!list.every((text) => typeof text === 'string'))
    throw createFieldError('stop', 'must be a string or an array of strings');
  return list.length === 0 ? undefined : list;
}

export function decodeSampling(json: JsonRecord): Sampling {
  return omitAbsent({
    temperature: readOptionalNumber(json, 'temperature'),
    topP: readOptionalNumber(json, 'top_p'),
    topK: readOptionalNumber(json, 'top_k'),
    seed: readOptionalNumber(json, 'seed'),
    presencePenalty: readOptionalNumber(json, 'presence_penalty'),
    frequencyPenalty: readOptionalNumber(json, 'frequency_penalty'),
    stop: readStop(json),
    n: readOptionalNumber(json, 'n'),
    logprobs: readOptionalBoolean(json, 'logprobs'),
    topLogprobs: readOptionalNumber(json, 'top_logprobs'),
    logitBias: readOptionalRecord(json, 'logit_bias'),
  });
}

/** The newer field wins. Local servers take -1 for no limit. */
export function decodeMaxTokens(json: JsonRecord): number | null {
  const key =
    typeof readPlainNumber(json['max_completion_tokens']) === 'number'
      ? 'max_completion_tokens'
      : 'max_tokens';
  const limit = readOptionalNumber(json, key);
  if (limit === undefined || limit < 0) return null;
  if (!Number.isSafeInteger(limit) || limit === 0)
    throw createFieldError(key, 'must be a whole number above 0');
  return limit;
}
