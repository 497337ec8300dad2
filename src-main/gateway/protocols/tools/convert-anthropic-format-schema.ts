import { readPlainNumber } from '../json/parse-lossless';
import { isRecord, type JsonRecord } from '../json/read';
import { readDefs, renewDefRef } from './resolve-ref';
import { isObjectNode, mapSchemas, MAX_SCHEMA_DEPTH } from './schema-node';
import { spreadTypes } from './spread-types';

/** Formats that Anthropic's structured output enforces. */
const FORMATS = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);

const CLOSED_OBJECT: JsonRecord = { type: 'object', properties: {}, additionalProperties: false };

function isPrimitive(value: unknown): boolean {
  return typeof readPlainNumber(value) !== 'object' || value === null;
}

/** Takes keywords out of a node, so that what is left over can be told in words. */
function createTaker(node: JsonRecord): { take: Take; left: () => [string, unknown][] } {
  const taken = new Set<string>();
  return {
    take: (key) => {
      taken.add(key);
      return node[key];
    },
    left: () => Object.entries(node).filter(([key]) => !taken.has(key)),
  };
}

function describeRest(description: unknown, rest: readonly [string, unknown][]): string {
  const words = rest.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ');
  return `${typeof description === 'string' && description !== '' ? `${description}\n\n` : ''}{${words}}`;
}

function readLiterals(node: JsonRecord): JsonRecord {
  const values = node['enum'];
  const value = node['const'];
  return {
    ...(Array.isArray(values) && values.length > 0 && values.every(isPrimitive) ? { enum: values } : {}),
    ...(value !== undefined && isPrimitive(value) ? { const: value } : {}),
  };
}

type Take = (key: string) => unknown;

function convertObject(take: Take, depth: number): JsonRecord {
  const required = take('required');
  take('additionalProperties');
  return {
    properties: mapSchemas(take('properties'), (schema) => convertNode(schema, depth)),
    additionalProperties: false,
    ...(Array.isArray(required) ? { required } : {}),
  };
}

function convertArray(node: JsonRecord, take: Take, depth: number): JsonRecord {
  const minItems = node['minItems'] === 0 || node['minItems'] === 1 ? { minItems: take('minItems') } : {};
  const items = isRecord(node['items']) ? { items: convertNode(take('items'), depth) } : {};
  return { ...items, ...minItems };
}

function convertString(node: JsonRecord, take: Take): JsonRecord {
  const { format } = node;
  return typeof format === 'string' && FORMATS.has(format) ? { format: take('format') } : {};
}

function convertDetails(type: unknown, node: JsonRecord, take: Take, depth: number): JsonRecord {
  if (type === 'object') return convertObject(take, depth);
  if (type === 'array') return convertArray(node, take, depth);
  return type === 'string' ? convertString(node, take) : {};
}

function convertChoice(take: Take, depth: number): JsonRecord | null {
  const choices = ['anyOf', 'oneOf', 'allOf'].map((key) => ({ key, members: take(key) }));
  const choice = choices.find(({ members }) => Array.isArray(members));
  if (choice === undefined || !Array.isArray(choice.members)) return null;
  const members = choice.members.map((member) => convertNode(member, depth));
  return { [choice.key === 'allOf' ? 'allOf' : 'anyOf']: members };
}

function convertBody(node: JsonRecord, take: Take, depth: number): JsonRecord {
  const literals = readLiterals(node);
  for (const key of Object.keys(literals)) take(key);
  const named = take('type') ?? (isObjectNode(node) ? 'object' : undefined);
  // What a value may be says its type.
  const type = Object.keys(literals).length > 0 ? undefined : named;
  const choice = convertChoice(take, depth);
  const main = choice ?? (type === undefined ? {} : { type });
  return { ...literals, ...main, ...convertDetails(type, node, take, depth) };
}

function needsSpread(node: JsonRecord): boolean {
  return Array.isArray(node['type']) && node['type'].some((type) => type === 'object' || type === 'array');
}

function convertNode(value: unknown, above: number, defs: JsonRecord = {}): JsonRecord {
  const depth = above + 1;
  if (depth > MAX_SCHEMA_DEPTH) return CLOSED_OBJECT;
  if (!isRecord(value)) return {};
  const node = needsSpread(value) ? spreadTypes(value) : value;
  const { take, left } = createTaker(node);
  for (const key of ['$schema', '$defs', 'definitions']) take(key);
  const own =
    Object.keys(defs).length === 0 ? {} : { $defs: mapSchemas(defs, (def) => convertNode(def, depth)) };
  const ref = node['$ref'];
  if (typeof ref === 'string') return { ...own, $ref: renewDefRef(ref) };
  const body = convertBody(node, take, depth);
  const title = take('title');
  const description = take('description');
  const rest = left();
  return {
    ...own,
    ...body,
    ...(description === undefined ? {} : { description }),
    ...(title === undefined ? {} : { title }),
    ...(rest.length > 0 ? { description: describeRest(description, rest) } : {}),
  };
}

/**
 * A schema as Anthropic's structured output takes it, by the same rules as `transformJSONSchema` of its SDK: closed
 * objects, `anyOf` for `oneOf`, and constraints it does not enforce told in the description.
 */
export function convertAnthropicFormatSchema(schema: JsonRecord): JsonRecord {
  return convertNode(schema, -1, readDefs(schema));
}
