import type { Usage } from '#shared/domain/usage';
import type { JsonRecord } from '../json/read';

/** Gemini counts thoughts beside the candidates, and leaves out what is zero. */
export function encodeUsage({ input, output, cacheRead, reasoning }: Usage): JsonRecord {
  return {
    promptTokenCount: input,
    candidatesTokenCount: Math.max(0, output - reasoning),
    totalTokenCount: input + output,
    ...(cacheRead > 0 && { cachedContentTokenCount: cacheRead }),
    ...(reasoning > 0 && { thoughtsTokenCount: reasoning }),
  };
}
