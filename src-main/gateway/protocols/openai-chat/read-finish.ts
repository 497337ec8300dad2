import { readText } from '../json/read';

/** Reasons by which GLM and OpenRouter report a failure in place of an error. */
const FAILED_FINISHES: ReadonlySet<string> = new Set(['error', 'network_error']);

export function isFailedFinish(reason: string): boolean {
  return FAILED_FINISHES.has(reason);
}

/** A choice's finish reason; null while it goes on. Some upstreams write "" for null. */
export function readFinish(choice: unknown): string | null {
  return readText(choice, 'finish_reason');
}
