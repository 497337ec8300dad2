import type { Usage } from '#shared/domain/usage';

const NO_USAGE: Usage = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  reasoning: 0,
};

/** Anthropic counts cached tokens beside `input_tokens`, not within. */
export function encodeUsage(usage: Usage | null): object {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h, reasoning } = usage ?? NO_USAGE;
  return {
    input_tokens: Math.max(0, input - cacheRead - cacheWrite5m - cacheWrite1h),
    cache_creation_input_tokens: cacheWrite5m + cacheWrite1h,
    cache_read_input_tokens: cacheRead,
    // Writes of an unknown lifetime are counted as 5 minutes, so only the longer one proves that it was told.
    ...(cacheWrite1h > 0 && {
      cache_creation: { ephemeral_5m_input_tokens: cacheWrite5m, ephemeral_1h_input_tokens: cacheWrite1h },
    }),
    output_tokens: output,
    ...(reasoning > 0 && { output_tokens_details: { thinking_tokens: reasoning } }),
  };
}
