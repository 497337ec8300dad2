import { isRecord } from '../json/read';

/** Arguments as text. Ollama and some proxies send the object itself. */
export function readCallArgs(value: unknown): string {
  if (typeof value === 'string') return value;
  return isRecord(value) ? JSON.stringify(value) : '';
}
