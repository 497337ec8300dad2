import type { ProtocolId } from '#shared/domain/protocol';
import { readRecord, type JsonRecord } from '../../protocols/json/read';
import { editMember, omitMembers, setMembers } from '../json-edits';

const MIN_THINKING_BUDGET = 1024;

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
  const capped = cap(body, FIELDS[protocol], limit);
  return protocol === 'anthropic-messages' ? fitThinking(capped) : capped;
}

/** Anthropic refuses a budget for thinking that leaves no room for an answer, and one below 1,024 tokens. */
function fitThinking(body: JsonRecord): JsonRecord {
  const limit = body['max_tokens'];
  const budget = readRecord(body, 'thinking')?.['budget_tokens'];
  if (typeof limit !== 'number' || typeof budget !== 'number' || budget < limit) return body;
  if (limit <= MIN_THINKING_BUDGET) return omitMembers(body, ['thinking']);
  return editMember(body, 'thinking', (thinking) => setMembers(thinking, { budget_tokens: limit - 1 }));
}

function cap(object: JsonRecord, fields: readonly string[], limit: number): JsonRecord {
  const above = fields.filter((field) => {
    const value = object[field];
    return typeof value === 'number' && value > limit;
  });
  return setMembers(object, Object.fromEntries(above.map((field) => [field, limit])));
}
