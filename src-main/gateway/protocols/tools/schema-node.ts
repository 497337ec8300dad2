import { isRecord, type JsonRecord } from '../json/read';

/** Deeper schemas than this are nobody's; what lies below is taken as any object. */
export const MAX_SCHEMA_DEPTH = 48;

/** What is put where a schema cannot be told to a provider. */
export const ANY_OBJECT: JsonRecord = { type: 'object' };

export interface PreparedSchema {
  /** Null: the field is left out. */
  readonly schema: JsonRecord | null;
  /** What the tool takes lies one level down (`wrapSchema`). */
  readonly wrapped: boolean;
}

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);

/** The types a node names, in lower case (Google writes them in upper case); none when it names none. */
export function readTypes(node: JsonRecord): readonly string[] {
  const type = node['type'];
  const names = Array.isArray(type) ? type : [type];
  const known = names.flatMap((name) => (typeof name === 'string' ? [name.toLowerCase()] : []));
  return [...new Set(known)].filter((name) => TYPES.has(name));
}

export function isObjectNode(node: JsonRecord): boolean {
  return readTypes(node).includes('object') || (node['type'] === undefined && isRecord(node['properties']));
}

/** Schemas by name, as in `properties` and `$defs`. Own members only, whatever they are called. */
export function mapSchemas(value: unknown, convert: (schema: unknown, name: string) => unknown): JsonRecord {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, convert(schema, name)]));
}

export function hasMembers(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length > 0;
}

/** All but `keys`. */
export function omitKeys(node: JsonRecord, keys: ReadonlySet<string>): JsonRecord {
  return Object.fromEntries(Object.entries(node).filter(([key]) => !keys.has(key)));
}

export function readStrings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
