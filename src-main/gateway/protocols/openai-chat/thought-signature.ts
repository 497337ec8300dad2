import { readRecord, readText, type JsonRecord } from '../json/read';

/** Gemini's signature as Google's own OpenAI-compatible endpoint spells it, on a tool call or a message. */
export function readThoughtSignature(record: JsonRecord): string | null {
  return readText(readRecord(readRecord(record, 'extra_content'), 'google'), 'thought_signature');
}

export function createThoughtSignature(signature: string | null | undefined): JsonRecord {
  if (signature === null || signature === undefined) return {};
  return { extra_content: { google: { thought_signature: signature } } };
}
