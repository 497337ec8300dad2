import { TRANSFORMER_OPTIONS } from '#shared/domain/transformer-options';
import { readRecord, type JsonRecord } from '../../protocols/json/read';
import { defineBuiltIn } from '../define-built-in';
import { omitMembers } from '../json-edits';

/**
 * Asks for reasoning, or forbids it, in the words of providers that know `thinking` and `enable_thinking`: asked for only where
 * the client does.
 */
export const reasoning = defineBuiltIn({
  name: 'reasoning',
  options: TRANSFORMER_OPTIONS.reasoning,
  protocols: ['openai-chat', 'anthropic-messages'],
  begin: ({ enable }, { protocol }) => ({
    request(body) {
      if (protocol === 'anthropic-messages') return enable ? body : forbidThinking(body);
      return enable ? askToThink(body) : { ...forbidThinking(body), enable_thinking: false };
    },
  }),
});

function forbidThinking(body: JsonRecord): JsonRecord {
  const rest = omitMembers(body, ['reasoning_effort', 'reasoning']);
  return { ...rest, thinking: { type: 'disabled' } };
}

function askToThink(body: JsonRecord): JsonRecord {
  const { reasoning_effort: effort } = body;
  const wish = readRecord(body, 'reasoning');
  const asked = wish !== null || (typeof effort === 'string' && effort !== 'none');
  if (!asked) return body;
  const budget = wish?.['max_tokens'];
  const thinking = { type: 'enabled', ...(typeof budget === 'number' && { budget_tokens: budget }) };
  return { ...body, thinking, enable_thinking: true };
}
