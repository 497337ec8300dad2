import { isFilled, isRecord } from '../json/read';

const CONTENT_KEYS: ReadonlySet<string> = new Set([
  'content',
  'tool_calls',
  'function_call',
  'refusal',
  'thinking',
  'audio',
  'images',
]);

/** True when a delta holds something of the answer; a role alone does not. Reasoning has many names by provider. */
export function hasContent(delta: unknown): boolean {
  if (!isRecord(delta)) return false;
  return Object.entries(delta).some(
    ([key, value]) => (CONTENT_KEYS.has(key) || key.startsWith('reasoning')) && isFilled(value),
  );
}
