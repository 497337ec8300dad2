import type { IncomingHttpHeaders } from 'node:http';
import { ANY_MODEL } from '#shared/domain/channel';
import type { GatewayChannel } from '../ports';
import { MODEL_TIERS } from '../routing/select-upstream-model';

/** The shapes in which clients want a model list. */
export type ModelListShape = 'anthropic' | 'openai' | 'gemini' | 'codex';

/** A fixed date for names whose date of birth nobody told: lists must be the same each time. */
const CREATED_AT = '2025-01-01T00:00:00Z';
const CREATED_SECONDS = Date.parse(CREATED_AT) / 1000;

const PATTERN_KEYS: ReadonlySet<string> = new Set([ANY_MODEL, ...MODEL_TIERS]);

/**
 * Model names that clients may use: listed and mapped ones of the enabled channels, each once, in plan order.
 *
 * @param upstreamModels what the upstream of a channel that serves every name has told of its models
 */
export function selectModelNames(
  channels: readonly GatewayChannel[],
  upstreamModels: (channel: GatewayChannel) => readonly string[],
): string[] {
  const names = new Set<string>();
  const enabled = channels.filter((channel) => channel.enabled);
  for (const channel of enabled.toSorted((a, b) => b.priority - a.priority)) {
    const told = channel.models.includes(ANY_MODEL) ? upstreamModels(channel) : [];
    for (const name of [...Object.keys(channel.modelMapping), ...channel.models, ...told]) {
      if (!PATTERN_KEYS.has(name)) names.add(name);
    }
  }
  return [...names];
}

/** Which shape a request for `/v1/models` wants; all four protocols share the path. */
export function selectModelListShape(
  version: string,
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
): ModelListShape {
  if (version !== '/v1') return 'gemini';
  if (
    headers['x-goog-api-key'] !== undefined ||
    headers['x-goog-api-client'] !== undefined ||
    query.has('key')
  ) {
    return 'gemini';
  }
  if (query.has('client_version')) return 'codex';
  return headers['anthropic-version'] === undefined ? 'openai' : 'anthropic';
}

/** One model in the client's shape. */
export function encodeModel(shape: ModelListShape, name: string): object {
  switch (shape) {
    case 'anthropic':
      return { type: 'model', id: name, display_name: name, created_at: CREATED_AT };
    case 'openai':
    case 'codex':
      return { id: name, object: 'model', created: CREATED_SECONDS, owned_by: 'routex' };
    case 'gemini':
      return {
        name: name.includes('/') ? name : `models/${name}`,
        displayName: name,
        supportedGenerationMethods: ['generateContent', 'streamGenerateContent', 'countTokens'],
      };
  }
}

/** The list in the client's shape; the Anthropic one is paged by `limit`, `after_id` and `before_id`. */
export function encodeModelList(
  shape: ModelListShape,
  names: readonly string[],
  query: URLSearchParams,
): object {
  switch (shape) {
    case 'anthropic':
      return encodeAnthropicPage(names, query);
    case 'openai':
      return { object: 'list', data: names.map((name) => encodeModel(shape, name)) };
    case 'codex':
      // Codex reads its own catalogue from `models` and falls back to its built-in one when that is empty.
      return { object: 'list', data: names.map((name) => encodeModel(shape, name)), models: [] };
    case 'gemini':
      return { models: names.map((name) => encodeModel(shape, name)) };
  }
}

const DEFAULT_PAGE = 20;
const MAX_PAGE = 1000;

function encodeAnthropicPage(names: readonly string[], query: URLSearchParams): object {
  const asked = Number(query.get('limit') ?? DEFAULT_PAGE);
  const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, MAX_PAGE) : DEFAULT_PAGE;
  const after = names.indexOf(query.get('after_id') ?? '');
  const before = names.indexOf(query.get('before_id') ?? '');
  const candidates = names.slice(after + 1, before === -1 ? undefined : before);
  const page = before === -1 ? candidates.slice(0, limit) : candidates.slice(-limit);
  return {
    data: page.map((name) => encodeModel('anthropic', name)),
    has_more: page.length < candidates.length,
    first_id: page[0] ?? null,
    last_id: page.at(-1) ?? null,
  };
}
