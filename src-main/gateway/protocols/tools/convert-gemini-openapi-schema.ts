import type { Warn } from '../canonical/codec';
import { readPlainNumber } from '../json/parse-lossless';
import { isRecord, type JsonRecord } from '../json/read';
import { convertBounds, readChoice, readTuple } from './gemini-bounds';
import { mergeAllOf } from './merge-all-of';
import { resolveRef } from './resolve-ref';
import { ANY_OBJECT, mapSchemas, MAX_SCHEMA_DEPTH, readStrings, readTypes } from './schema-node';
import { spreadTypes } from './spread-types';

/** References are written out, each time anew; a schema that grows beyond this is cut. */
const MAX_NODES = 5000;

const FORMATS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['string', new Set(['enum', 'date-time'])],
  ['number', new Set(['float', 'double'])],
  ['integer', new Set(['int32', 'int64'])],
]);
const STRING_KEYS = ['minLength', 'maxLength', 'pattern'];
const NUMBER_KEYS = ['minimum', 'maximum'];

interface Walk {
  readonly root: JsonRecord;
  readonly warn: Warn;
  /** References being written out. */
  readonly open: Set<string>;
  nodes: number;
}

function pick(node: JsonRecord, keys: readonly string[]): JsonRecord {
  return Object.fromEntries(keys.flatMap((key) => (node[key] === undefined ? [] : [[key, node[key]]])));
}

function convertRef(ref: string, walk: Walk, depth: number): JsonRecord {
  if (ref === '#' || walk.open.has(ref)) {
    walk.warn(`The schema reference ${ref} leads back to itself; the model gets any object in its place.`);
    return ANY_OBJECT;
  }
  const target = resolveRef(walk.root, ref);
  if (target === null) return ANY_OBJECT;
  walk.open.add(ref);
  const written = convertNode(target, walk, depth);
  walk.open.delete(ref);
  return written;
}

function readFormat(node: JsonRecord, type: string): JsonRecord {
  const { format } = node;
  return typeof format === 'string' && FORMATS.get(type)?.has(format) === true ? { format } : {};
}

/** Only strings may be enumerated, and none may be empty. */
function readEnum(node: JsonRecord): readonly string[] {
  const values = typeof node['const'] === 'string' ? [node['const']] : readStrings(node['enum']);
  return values.filter((value) => value !== '');
}

function convertString(node: JsonRecord): JsonRecord {
  const values = readEnum(node);
  return { ...pick(node, STRING_KEYS), ...(values.length > 0 ? { enum: values } : {}) };
}

/** An array says what it holds. */
function convertArray(node: JsonRecord, walk: Walk, depth: number): JsonRecord {
  const members = [...readTuple(node), ...(isRecord(node['items']) ? [node['items']] : [])];
  const items = members.flatMap((schema) => readVariants(convertNode(schema, walk, depth)));
  const [first = { type: 'string' }] = items;
  return {
    items: items.length > 1 ? { anyOf: items } : first,
    ...pick(node, ['minItems', 'maxItems']),
  };
}

function convertObject(node: JsonRecord, walk: Walk, depth: number): JsonRecord {
  const properties = mapSchemas(node['properties'], (schema) => convertNode(schema, walk, depth));
  const required = readStrings(node['required']).filter((name) => Object.hasOwn(properties, name));
  const ordering = readStrings(node['propertyOrdering']).filter((name) => Object.hasOwn(properties, name));
  return {
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required } : {}),
    ...(ordering.length > 0 ? { propertyOrdering: ordering } : {}),
  };
}

function convertDetails(node: JsonRecord, type: string, walk: Walk, depth: number): JsonRecord {
  if (type === 'object') return convertObject(node, walk, depth);
  if (type === 'array') return convertArray(node, walk, depth);
  if (type === 'string') return convertString(node);
  return type === 'boolean' ? {} : { ...pick(node, NUMBER_KEYS), ...convertBounds(node) };
}

/** What the type must be where the node does not say it. */
function inferType(node: JsonRecord): string {
  if (isRecord(node['properties'])) return 'object';
  if (node['items'] !== undefined || node['prefixItems'] !== undefined) return 'array';
  if (readEnum(node).length > 0) return 'string';
  const literal = readPlainNumber(node['const']);
  return ['boolean', 'number'].find((type) => typeof literal === type) ?? 'object';
}

function convertTyped(node: JsonRecord, walk: Walk, depth: number): JsonRecord {
  const named = readTypes(node)[0] ?? inferType(node);
  const type = named === 'null' ? 'string' : named;
  return {
    type,
    ...readFormat(node, type),
    ...pick(node, ['title', 'description']),
    ...(named === 'null' || node['nullable'] === true ? { nullable: true } : {}),
    ...convertDetails(node, type, walk, depth),
  };
}

function isNull(schema: unknown): boolean {
  return isRecord(schema) && readTypes(schema).join() === 'null';
}

/** "When using any_of, it must be the only field set": what stands beside a choice moves into its members. */
function convertChoice(node: JsonRecord, choice: readonly unknown[], walk: Walk, depth: number): JsonRecord {
  const members = choice.filter((schema) => !isNull(schema));
  const nullable = members.length < choice.length || node['nullable'] === true ? { nullable: true } : {};
  const about = pick(node, ['title', 'description']);
  const variants = members
    .flatMap((schema) => readVariants(convertNode(schema, walk, depth)))
    .map((variant) => ({ ...about, ...variant, ...nullable }));
  const [only] = variants;
  if (only === undefined) return convertTyped({ ...about, type: 'null' }, walk, depth);
  return variants.length === 1 ? only : { anyOf: variants };
}

/** A choice within a choice is one choice. */
function readVariants(converted: JsonRecord): readonly JsonRecord[] {
  const inner = converted['anyOf'];
  return Array.isArray(inner) ? inner.filter(isRecord) : [converted];
}

function convertNode(value: unknown, walk: Walk, above: number): JsonRecord {
  const depth = above + 1;
  walk.nodes += 1;
  if (depth > MAX_SCHEMA_DEPTH || walk.nodes > MAX_NODES || !isRecord(value)) return ANY_OBJECT;
  if (typeof value['$ref'] === 'string') return convertRef(value['$ref'], walk, depth);
  const node = spreadTypes(mergeAllOf(value, walk.root));
  const choice = readChoice(node);
  return choice.length > 0 ? convertChoice(node, choice, walk, depth) : convertTyped(node, walk, depth);
}

/** The OpenAPI subset of Google's `parameters`, for models and services that know no `parametersJsonSchema`. */
export function convertGeminiOpenapiSchema(root: JsonRecord, warn: Warn): JsonRecord {
  return convertNode(root, { root, warn, open: new Set(), nodes: 0 }, -1);
}
