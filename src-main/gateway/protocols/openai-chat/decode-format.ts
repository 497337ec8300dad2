import type { OutputFormat } from '../canonical/request';
import { readRecord, readText, type JsonRecord } from '../json/read';
import { omitAbsent } from '../json/omit-absent';
import { createFieldError, readOptionalRecord } from './read-request-field';

function decodeSchema(format: JsonRecord): OutputFormat {
  const definition = readRecord(format, 'json_schema');
  const schema = readRecord(definition, 'schema');
  if (schema === null) throw createFieldError('response_format.json_schema.schema', 'must be an object');
  const strict = definition?.['strict'];
  return {
    type: 'schema',
    name: readText(definition, 'name'),
    schema,
    ...omitAbsent({
      strict: typeof strict === 'boolean' ? strict : undefined,
      description: readText(definition, 'description') ?? undefined,
    }),
  };
}

export function decodeFormat(json: JsonRecord): OutputFormat {
  const format = readOptionalRecord(json, 'response_format');
  if (format === undefined) return { type: 'text' };
  switch (format['type']) {
    case 'text':
      return { type: 'text' };
    case 'json_object':
      return { type: 'json' };
    case 'json_schema':
      return decodeSchema(format);
    default:
      throw createFieldError('response_format.type', 'must be "text", "json_object" or "json_schema"');
  }
}
