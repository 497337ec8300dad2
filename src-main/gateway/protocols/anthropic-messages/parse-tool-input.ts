import type { Warn } from '../canonical/codec';
import { isRecord, parseJson, type JsonRecord } from '../json/read';
import { repairJson } from '../tools/repair-json';

const NO_INPUT: JsonRecord = {};

/** The object a text stands for. A whole object written as a JSON string is unpacked once; null and "" say nothing. */
function readObject(text: string): JsonRecord | null {
  const value = parseJson(text);
  if (value === null || value === '') return NO_INPUT;
  const inner = typeof value === 'string' ? parseJson(value) : value;
  return isRecord(inner) ? inner : null;
}

function parseRepaired(text: string): JsonRecord | null {
  const repaired = repairJson(text);
  return repaired === null ? null : readObject(repaired);
}

/** The arguments of a call as the object Anthropic wants; what is none is kept as text under `_raw`. */
export function parseToolInput(args: string, tool: string, warn: Warn): JsonRecord {
  if (args.trim() === '') return NO_INPUT;
  const input = readObject(args);
  if (input !== null) return input;
  const repaired = parseRepaired(args);
  if (repaired !== null) {
    warn(`The arguments of a call of ${tool} were no valid JSON and have been repaired.`);
    return repaired;
  }
  warn(`The arguments of a call of ${tool} are no JSON object and were passed on as text in _raw.`);
  return { _raw: args };
}
