import type { EncodeTarget, Warn } from '../canonical/codec';
import { isRecord, type JsonRecord } from '../json/read';
import { convertAnthropicFormatSchema } from './convert-anthropic-format-schema';
import { convertAnthropicToolSchema } from './convert-anthropic-tool-schema';
import { convertGeminiJsonSchema } from './convert-gemini-json-schema';
import { convertGeminiOpenapiSchema } from './convert-gemini-openapi-schema';
import { convertOpenaiToolSchema, dropDialect } from './convert-openai-schema';
import { hasMembers, type PreparedSchema } from './schema-node';
import { wrapSchema } from './wrap-schema';

function convertGemini(schema: JsonRecord, target: EncodeTarget, warn: Warn): JsonRecord {
  return target.profile.ggSchema === 'openapi'
    ? convertGeminiOpenapiSchema(schema, warn)
    : convertGeminiJsonSchema(schema, warn);
}

/** Google's functions take an object too, and none at all where there is nothing to pass. */
function prepareGeminiTool(schema: JsonRecord | null, target: EncodeTarget, warn: Warn): PreparedSchema {
  if (schema === null || !hasMembers(schema)) return { schema: null, wrapped: false };
  const converted = convertGemini(schema, target, warn);
  const takesAny = !hasMembers(converted['properties']) && !isRecord(converted['additionalProperties']);
  if (converted['type'] === 'object') {
    return { schema: takesAny && !('anyOf' in converted) ? null : converted, wrapped: false };
  }
  if (converted['type'] === undefined && !('anyOf' in converted) && !('enum' in converted)) {
    return { schema: takesAny ? null : { type: 'object', ...converted }, wrapped: false };
  }
  return { schema: convertGemini(wrapSchema(schema), target, warn), wrapped: true };
}

/** A tool's schema in the dialect of the target. Schemas the target takes as they are come back themselves. */
export function prepareToolSchema(
  schema: JsonRecord | null,
  target: EncodeTarget,
  warn: Warn,
): PreparedSchema {
  switch (target.protocol) {
    case 'anthropic-messages':
      return convertAnthropicToolSchema(schema);
    case 'openai-chat':
    case 'openai-responses':
      return { schema: convertOpenaiToolSchema(schema), wrapped: false };
    case 'gemini':
      return prepareGeminiTool(schema, target, warn);
  }
}

/** The schema of structured output in the dialect of the target. */
export function prepareFormatSchema(schema: JsonRecord, target: EncodeTarget, warn: Warn): JsonRecord {
  switch (target.protocol) {
    case 'anthropic-messages':
      return convertAnthropicFormatSchema(schema);
    case 'openai-chat':
    case 'openai-responses':
      return dropDialect(schema);
    case 'gemini':
      return convertGemini(schema, target, warn);
  }
}
