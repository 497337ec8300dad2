import type { Usage } from '#shared/domain/usage';
import { hasAny, isRecord, readCount, readRecord, type JsonRecord } from '../json/read';

/**
 * The later report over the earlier: `message_start` gives first counts, `message_delta` final ones, and either may
 * leave members out or null.
 */
export function mergeUsage(earlier: JsonRecord | null, later: unknown): JsonRecord | null {
  if (!isRecord(later)) return earlier;
  if (earlier === null) return later;
  const merged: Record<string, unknown> = { ...earlier };
  for (const name in later) {
    if (later[name] !== undefined && later[name] !== null) merged[name] = later[name];
  }
  return merged;
}

/** Anthropic's `input_tokens` leaves cached tokens out; Routex counts them in. */
export function readUsage(usage: unknown): Usage | null {
  if (!hasAny(usage, ['input_tokens', 'output_tokens'])) return null;
  const split = readRecord(usage, 'cache_creation');
  const cacheWrite1h = readCount(split, 'ephemeral_1h_input_tokens');
  const split5m = readCount(split, 'ephemeral_5m_input_tokens');
  // Writes the split does not account for have the default lifetime.
  const cacheWrite5m = Math.max(split5m, readCount(usage, 'cache_creation_input_tokens') - cacheWrite1h);
  const cacheRead = readCount(usage, 'cache_read_input_tokens');
  return {
    input: readCount(usage, 'input_tokens') + cacheRead + cacheWrite5m + cacheWrite1h,
    output: readCount(usage, 'output_tokens'),
    cacheRead,
    cacheWrite5m,
    cacheWrite1h,
    reasoning: readCount(readRecord(usage, 'output_tokens_details'), 'thinking_tokens'),
  };
}
