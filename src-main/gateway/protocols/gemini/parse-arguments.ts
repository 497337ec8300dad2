import type { Warn } from '../canonical/codec';
import { isRecord, parseJson, type JsonRecord } from '../json/read';
import { repairJson } from '../tools/repair-json';

const NO_ARGUMENTS: JsonRecord = {};

function readObject(text: string): JsonRecord | null {
  const value = parseJson(text);
  // A whole object written as a JSON string, as some models do.
  const inner = typeof value === 'string' ? parseJson(value) : value;
  return isRecord(inner) ? inner : null;
}

/** The arguments of a call as an object, or null when the text is none as it stands. */
export function readArguments(text: string): JsonRecord | null {
  return text.trim() === '' ? NO_ARGUMENTS : readObject(text);
}

/** The arguments of a call as an object, which is all Gemini takes; what is none is kept as text under `_raw`. */
export function parseArguments(text: string, tool: string, warn: Warn): JsonRecord {
  const args = readArguments(text);
  if (args !== null) return args;
  const repaired = repairJson(text);
  const object = repaired === null ? null : readObject(repaired);
  if (object !== null) {
    warn(`functionCall.args: the arguments of ${tool} were no valid JSON and have been repaired.`);
    return object;
  }
  warn(`functionCall.args: the arguments of ${tool} are no JSON object and went as text in _raw.`);
  return { _raw: text };
}
