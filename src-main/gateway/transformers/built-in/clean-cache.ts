import { TRANSFORMER_OPTIONS } from '#shared/domain/transformer-options';
import type { JsonRecord } from '../../protocols/json/read';
import { defineBuiltIn } from '../define-built-in';
import { editItems, omitMembers } from '../json-edits';

const dropMark = (object: JsonRecord): JsonRecord => omitMembers(object, ['cache_control']);

/**
 * Takes `cache_control` out wherever a request may carry it: on itself, on instructions, on tools, and on parts of
 * messages, those within a tool's result included. A member of that name in a tool's schema or arguments stays.
 */
export const cleanCache = defineBuiltIn({
  name: 'cleancache',
  options: TRANSFORMER_OPTIONS.cleancache,
  protocols: ['anthropic-messages', 'openai-chat'],
  begin: () => ({
    request(body) {
      let cleaned = dropMark(body);
      for (const list of ['system', 'messages', 'tools']) cleaned = editItems(cleaned, list, cleanPart);
      return cleaned;
    },
  }),
});

/** Parts lie within messages, and within a tool's result once more. */
function cleanPart(part: unknown): unknown {
  return isObject(part) ? editItems(editFunction(dropMark(part)), 'content', cleanPart) : part;
}

function isObject(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** OpenAI's tools have their fields one level deeper. */
function editFunction(part: JsonRecord): JsonRecord {
  const { function: own } = part;
  if (part['type'] !== 'function' || !isObject(own)) return part;
  const cleaned = dropMark(own);
  return cleaned === own ? part : { ...part, function: cleaned };
}
