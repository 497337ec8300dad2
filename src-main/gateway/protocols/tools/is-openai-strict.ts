import { isRecord, type JsonRecord } from '../json/read';
import { isObjectNode, MAX_SCHEMA_DEPTH, readStrings } from './schema-node';

/** https://platform.openai.com/docs/guides/structured-outputs#supported-schemas */
const UNSUPPORTED = [
  'allOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
  'propertyNames',
  'unevaluatedProperties',
  'prefixItems',
  'minProperties',
  'maxProperties',
  'uniqueItems',
  'contains',
];

function isClosed(node: JsonRecord): boolean {
  if (node['additionalProperties'] !== false) return false;
  const required = new Set(readStrings(node['required']));
  const properties = isRecord(node['properties']) ? Object.keys(node['properties']) : [];
  return properties.length === required.size && properties.every((name) => required.has(name));
}

function areStrict(schemas: readonly unknown[], depth: number): boolean {
  return schemas.every((schema) => isStrictNode(schema, depth + 1));
}

function isStrictNode(node: unknown, depth: number): boolean {
  if (!isRecord(node) || depth > MAX_SCHEMA_DEPTH) return false;
  if (UNSUPPORTED.some((key) => key in node)) return false;
  if (isObjectNode(node) && !isClosed(node)) return false;
  const named = ['properties', '$defs', 'definitions'].flatMap((key) =>
    isRecord(node[key]) ? Object.values(node[key]) : [],
  );
  const anyOf = Array.isArray(node['anyOf']) ? node['anyOf'] : [];
  const items = node['items'] === undefined ? [] : [node['items']];
  return areStrict([...named, ...anyOf, ...items], depth);
}

/** Whether OpenAI takes the schema with `strict: true`; it refuses others outright. */
export function isOpenaiStrict(schema: JsonRecord): boolean {
  return isObjectNode(schema) && !('anyOf' in schema) && isStrictNode(schema, 0);
}
