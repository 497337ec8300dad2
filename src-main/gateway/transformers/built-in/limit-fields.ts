import type { ProtocolId } from '#shared/domain/protocol';
import type { JsonRecord } from '../../protocols/json/read';
import { editMember } from '../json-edits';

/** The fields that limit an answer. */
const FIELDS: Readonly<Record<Exclude<ProtocolId, 'gemini'>, readonly string[]>> = {
  'anthropic-messages': ['max_tokens'],
  'openai-chat': ['max_tokens', 'max_completion_tokens'],
  'openai-responses': ['max_output_tokens'],
};

/** A request that asks for no more tokens than this; one that asks for no limit is left without. */
export function capTokens(body: JsonRecord, protocol: ProtocolId, limit: number): JsonRecord {
  if (protocol === 'gemini') {
    return editMember(body, 'generationConfig', (config) => cap(config, ['maxOutputTokens'], limit));
  }
  return cap(body, FIELDS[protocol], limit);
}

function cap(object: JsonRecord, fields: readonly string[], limit: number): JsonRecord {
  const above = fields.filter((field) => {
    const value = object[field];
    return typeof value === 'number' && value > limit;
  });
  if (above.length === 0) return object;
  return { ...object, ...Object.fromEntries(above.map((field) => [field, limit])) };
}
