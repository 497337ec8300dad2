import type { Usage } from '#shared/domain/usage';
import { hasAny, readCount, readRecord } from '../json/read';

function firstPositive(...counts: readonly number[]): number {
  return counts.find((count) => count > 0) ?? 0;
}

/** xAI counts reasoning beside the completion; its total gives it away. */
function readOutput(usage: unknown, input: number, reasoning: number): number {
  const completion = readCount(usage, 'completion_tokens');
  const beside = reasoning > 0 && input + completion + reasoning === readCount(usage, 'total_tokens');
  return beside ? completion + reasoning : completion;
}

export function readUsage(usage: unknown): Usage | null {
  if (!hasAny(usage, ['prompt_tokens', 'completion_tokens'])) return null;
  const input = readCount(usage, 'prompt_tokens');
  const promptDetails = readRecord(usage, 'prompt_tokens_details');
  const reasoning = readCount(readRecord(usage, 'completion_tokens_details'), 'reasoning_tokens');
  return {
    input,
    output: readOutput(usage, input, reasoning),
    cacheRead: firstPositive(
      readCount(promptDetails, 'cached_tokens'),
      // DeepSeek, then Kimi.
      readCount(usage, 'prompt_cache_hit_tokens'),
      readCount(usage, 'cached_tokens'),
    ),
    cacheWrite5m: readCount(promptDetails, 'cache_write_tokens'),
    cacheWrite1h: 0,
    reasoning,
  };
}

/** Usage of an answer or a chunk: at its top, in Groq's own member, or inside a choice as Kimi has it. */
export function findUsage(body: unknown, choices: readonly unknown[]): Usage | null {
  const own =
    readUsage(readRecord(body, 'usage')) ?? readUsage(readRecord(readRecord(body, 'x_groq'), 'usage'));
  if (own !== null) return own;
  for (const choice of choices) {
    const usage = readUsage(readRecord(choice, 'usage'));
    if (usage !== null) return usage;
  }
  return null;
}
