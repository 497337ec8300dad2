import { isRecord, readArray, readText, type JsonRecord } from '../json/read';

/** Reasoning by its many names; of two in one chunk the second repeats the first. */
const REASONING_KEYS = ['reasoning_content', 'reasoning', 'reasoning_text', 'thinking'];

function joinTexts(items: readonly unknown[], keys: readonly string[]): string {
  let text = '';
  for (const item of items) {
    for (const key of keys) {
      const piece = readText(item, key);
      if (piece === null) continue;
      text += piece;
      break;
    }
  }
  return text;
}

/** Mistral: parts of the content that are `{type:"thinking", thinking:[{type:"text",text}]}`, or with plain text. */
export function readContentReasoning(content: unknown): string {
  if (!Array.isArray(content)) return '';
  let text = '';
  for (const part of content) {
    if (!isRecord(part) || part['type'] !== 'thinking') continue;
    text += readText(part, 'thinking') ?? joinTexts(readArray(part, 'thinking'), ['text']);
  }
  return text;
}

/** Reasoning that stands in a field of its own. */
export function readReasoningFields(message: JsonRecord): string {
  for (const key of REASONING_KEYS) {
    const text = message[key];
    if (typeof text === 'string' && text !== '') return text;
  }
  const details = message['reasoning_details'];
  return Array.isArray(details) ? joinTexts(details, ['text', 'summary']) : '';
}

/** Reasoning text of a message or a delta; empty when it has none. */
export function readReasoning(message: JsonRecord): string {
  const text = readReasoningFields(message);
  return text === '' ? readContentReasoning(message['content']) : text;
}
