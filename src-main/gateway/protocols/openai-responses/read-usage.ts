import type { Usage } from '#shared/domain/usage';
import { hasAny, readCount, readRecord } from '../json/read';

export function readUsage(usage: unknown): Usage | null {
  if (!hasAny(usage, ['input_tokens', 'output_tokens'])) return null;
  const inputDetails = readRecord(usage, 'input_tokens_details');
  return {
    input: readCount(usage, 'input_tokens'),
    output: readCount(usage, 'output_tokens'),
    cacheRead: readCount(inputDetails, 'cached_tokens'),
    cacheWrite5m: readCount(inputDetails, 'cache_write_tokens'),
    cacheWrite1h: 0,
    reasoning: readCount(readRecord(usage, 'output_tokens_details'), 'reasoning_tokens'),
  };
}
