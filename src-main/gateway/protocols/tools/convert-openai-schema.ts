import type { JsonRecord } from '../json/read';
import { hasMembers } from './schema-node';

const EMPTY: JsonRecord = { type: 'object', properties: {} };

/** A tool's parameters for OpenAI and its relatives: as they are, but there must be some. */
export function convertOpenaiToolSchema(schema: JsonRecord | null): JsonRecord {
  if (schema === null || !hasMembers(schema)) return EMPTY;
  const plain = dropDialect(schema);
  // "object schema missing properties"
  return plain['type'] === 'object' && !('properties' in plain) ? { ...plain, properties: {} } : plain;
}

export function dropDialect(schema: JsonRecord): JsonRecord {
  if (!('$schema' in schema)) return schema;
  const { $schema: _dialect, ...plain } = schema;
  return plain;
}
