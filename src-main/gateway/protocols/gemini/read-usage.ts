import type { Usage } from '#shared/domain/usage';
import { hasAny, readCount } from '../json/read';

/** Gemini counts thoughts beside the candidates and tool prompts beside the prompt; Routex counts them in. */
export function readUsage(usage: unknown): Usage | null {
  if (!hasAny(usage, ['promptTokenCount', 'candidatesTokenCount'])) return null;
  const reasoning = readCount(usage, 'thoughtsTokenCount');
  return {
    input: readCount(usage, 'promptTokenCount') + readCount(usage, 'toolUsePromptTokenCount'),
    output: readCount(usage, 'candidatesTokenCount') + reasoning,
    cacheRead: readCount(usage, 'cachedContentTokenCount'),
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    reasoning,
  };
}
