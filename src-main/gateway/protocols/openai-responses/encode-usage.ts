import type { Usage } from '#shared/domain/usage';

/** Both details objects are always there, with all their members: Codex cannot read the usage otherwise. */
export function encodeUsage(usage: Usage | null): object | null {
  if (usage === null) return null;
  return {
    input_tokens: usage.input,
    input_tokens_details: {
      cached_tokens: usage.cacheRead,
      cache_write_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
    },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  };
}
