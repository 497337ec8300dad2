import type { ProtocolId } from '#shared/domain/protocol';
import type { JsonObject } from './json';

const CREATED_AT = '2026-01-01T00:00:00Z';
const CREATED_AT_SECONDS = 1_767_225_600;
const ANTHROPIC_PAGE = 20;
const GEMINI_PAGE = 50;
const GEMINI_INPUT_LIMIT = 1_048_576;
const GEMINI_OUTPUT_LIMIT = 65_536;

export const DEFAULT_MODELS: Readonly<Record<ProtocolId, readonly string[]>> = {
  'anthropic-messages': ['claude-fake-opus', 'claude-fake-sonnet', 'claude-fake-haiku'],
  'openai-chat': ['gpt-fake', 'gpt-fake-mini'],
  'openai-responses': ['gpt-fake', 'gpt-fake-mini'],
  gemini: ['gemini-fake-pro', 'gemini-fake-flash'],
};

/** One model as the provider describes it; null when it has no such model. */
export function describeModel(
  protocol: ProtocolId,
  models: readonly string[],
  id: string,
): JsonObject | null {
  if (!models.includes(id)) return null;
  switch (protocol) {
    case 'anthropic-messages':
      return { type: 'model', id, display_name: id, created_at: CREATED_AT };
    case 'openai-chat':
    case 'openai-responses':
      return { id, object: 'model', created: CREATED_AT_SECONDS, owned_by: 'system' };
    case 'gemini':
      return {
        name: `models/${id}`,
        version: '001',
        displayName: id,
        inputTokenLimit: GEMINI_INPUT_LIMIT,
        outputTokenLimit: GEMINI_OUTPUT_LIMIT,
        supportedGenerationMethods: ['generateContent', 'countTokens'],
      };
  }
}

/** A page of the list; anthropic and gemini have pages, openai has not. */
export function listModels(
  protocol: ProtocolId,
  models: readonly string[],
  query: Readonly<Record<string, string>>,
): JsonObject {
  const describe = (ids: readonly string[]) => ids.map((id) => describeModel(protocol, models, id));
  switch (protocol) {
    case 'anthropic-messages': {
      const { items, hasMore } = page(models, query['after_id'], Number(query['limit'] ?? ANTHROPIC_PAGE));
      const ends = { first_id: items[0] ?? null, last_id: items.at(-1) ?? null };
      return { data: describe(items), has_more: hasMore, ...ends };
    }
    case 'openai-chat':
    case 'openai-responses':
      return { object: 'list', data: describe(models) };
    case 'gemini': {
      const { items, hasMore } = page(models, query['pageToken'], Number(query['pageSize'] ?? GEMINI_PAGE));
      return { models: describe(items), ...(hasMore ? { nextPageToken: items.at(-1) } : {}) };
    }
  }
}

/** Pages are found by the last id of the one before. */
function page(ids: readonly string[], after: string | undefined, limit: number) {
  const start = after === undefined ? 0 : ids.indexOf(after) + 1;
  return { items: ids.slice(start, start + limit), hasMore: start + limit < ids.length };
}
