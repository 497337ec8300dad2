const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const PART =
  /(\d+(?:\.\d+)?)\s{0,2}(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)(?![a-z])/gi;

function unitOf(word: string): string {
  const lower = word.toLowerCase();
  return lower === 'ms' || lower.startsWith('milli') ? 'ms' : lower.charAt(0);
}

/** Milliseconds of `20s`, `3.5s`, `6m0s`, `1h2m`, `120ms` or `20 seconds`; null when no unit is found. */
export function parseDurationMs(text: string): number | null {
  let total: number | null = null;
  for (const [, amount, unit] of text.matchAll(PART)) {
    total = (total ?? 0) + Number(amount) * (UNIT_MS[unitOf(unit ?? '')] ?? 0);
  }
  return total === null ? null : Math.ceil(total);
}
