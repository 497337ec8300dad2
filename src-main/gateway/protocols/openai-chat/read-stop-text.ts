import { readText } from '../json/read';

/** The stop sequence that was met, as SGLang and vLLM tell it; a number is the id of a token, and no text. */
export function readStopText(choice: unknown): string | null {
  return readText(choice, 'matched_stop') ?? readText(choice, 'stop_reason');
}
