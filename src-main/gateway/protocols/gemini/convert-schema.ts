import { isRecord, type JsonRecord } from '../json/read';
import { createInvalid, toCamel } from './read-member';

/** No tool is nested so deep; a schema that is, is garbage. */
const MAX_DEPTH = 100;

const NUMBER_KEYS: ReadonlySet<string> = new Set([
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'minProperties',
  'maxProperties',
  'minimum',
  'maximum',
]);
const SCHEMA_KEYS: ReadonlySet<string> = new Set(['items', 'additionalProperties', 'not']);
const SCHEMA_LIST_KEYS: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const SCHEMA_MAP_KEYS: ReadonlySet<string> = new Set(['properties', '$defs', 'defs', 'definitions']);
/** Google's own: no JSON Schema has them. */
const DROPPED_KEYS: ReadonlySet<string> = new Set(['nullable', 'propertyOrdering']);

function convertType(type: unknown): unknown {
  if (Array.isArray(type)) return type.map(convertType);
  return typeof type === 'string' ? type.toLowerCase() : type;
}

function convertNumber(value: unknown): unknown {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

function convertMap(value: JsonRecord, depth: number): JsonRecord {
  return Object.fromEntries(Object.entries(value).map(([key, schema]) => [key, convertNode(schema, depth)]));
}

function convertMember(key: string, value: unknown, depth: number): unknown {
  if (key === 'type') return convertType(value);
  if (NUMBER_KEYS.has(key)) return convertNumber(value);
  if (SCHEMA_KEYS.has(key) && isRecord(value)) return convertNode(value, depth);
  if (SCHEMA_LIST_KEYS.has(key) && Array.isArray(value)) return value.map((item) => convertNode(item, depth));
  if (SCHEMA_MAP_KEYS.has(key) && isRecord(value)) return convertMap(value, depth);
  return value;
}

function isDropped(key: string, value: unknown): boolean {
  return (
    DROPPED_KEYS.has(key) ||
    value === null ||
    (key === 'format' && value === 'enum') ||
    (key === 'type' && value === 'TYPE_UNSPECIFIED')
  );
}

/** JSON Schema says in the type, and in the list of values, that null is one. */
function addNull(schema: JsonRecord): JsonRecord {
  const { type, anyOf, enum: values } = schema;
  const listed = Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {};
  if (typeof type === 'string') return { ...schema, type: [type, 'null'], ...listed };
  if (Array.isArray(anyOf)) return { ...schema, anyOf: [...anyOf, { type: 'null' }], ...listed };
  return { ...schema, ...listed };
}

function convertNode(value: unknown, depth: number): unknown {
  if (!isRecord(value)) return value;
  if (depth > MAX_DEPTH) throw createInvalid('parameters', 'is nested too deeply');
  const entries: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    const key = toCamel(name);
    if (isDropped(key, member)) continue;
    if (key === 'example') entries.push(['examples', [member]]);
    else entries.push([key, convertMember(key, member, depth + 1)]);
  }
  const schema = Object.fromEntries(entries);
  return value['nullable'] === true ? addNull(schema) : schema;
}

/** Google's dialect of OpenAPI's schema (`type: "OBJECT"`, `nullable`, numbers as strings) as JSON Schema. */
export function convertSchema(schema: JsonRecord): JsonRecord {
  return convertNode(schema, 0) as JsonRecord;
}
