import type { Warn } from '../canonical/codec';
import { isRecord, type JsonRecord } from '../json/read';
import { findRecursiveDefs } from './find-recursive-defs';
import { convertBounds, readChoice, readTuple } from './gemini-bounds';
import { mergeAllOf } from './merge-all-of';
import { readDefRef, readDefs, renewDefRef, resolveRef } from './resolve-ref';
import { ANY_OBJECT, mapSchemas, MAX_SCHEMA_DEPTH, readStrings, readTypes } from './schema-node';
import { spreadTypes } from './spread-types';

/** Keywords whose value is taken as it is; those that hold schemas are converted. */
const PLAIN_KEYS = new Set([
  '$id',
  '$anchor',
  'format',
  'title',
  'description',
  'enum',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'propertyOrdering',
]);

/** References that are not to definitions are written out; a schema that grows beyond this by it is cut. */
const MAX_NODES = 20_000;

interface Walk {
  readonly root: JsonRecord;
  readonly defs: JsonRecord;
  readonly recursive: ReadonlySet<string>;
  readonly warn: Warn;
  /** References being written out. */
  readonly open: Set<string>;
  nodes: number;
}

interface Place {
  readonly depth: number;
  /** The definition the node belongs to; null in the root. */
  readonly def: string | null;
  /** Some property on the way may be left out, so a circle can end here. */
  readonly optional: boolean;
}

function cutCircle(walk: Walk, ref: string): JsonRecord {
  walk.warn(`The schema reference ${ref} leads back to itself; Gemini gets any object in its place.`);
  return ANY_OBJECT;
}

function writeOut(ref: string, walk: Walk, place: Place): JsonRecord {
  if (ref === '#' || walk.open.has(ref)) return cutCircle(walk, ref);
  const target = resolveRef(walk.root, ref);
  if (target === null) return ANY_OBJECT;
  walk.open.add(ref);
  const written = convertNode(target, walk, place);
  walk.open.delete(ref);
  return written;
}

function convertRef(ref: string, walk: Walk, place: Place): JsonRecord {
  const name = readDefRef(ref);
  if (name === null || !Object.hasOwn(walk.defs, name)) return writeOut(ref, walk, place);
  const circular = place.def !== null && walk.recursive.has(name) && walk.recursive.has(place.def);
  return circular && !place.optional ? cutCircle(walk, ref) : { $ref: renewDefRef(ref) };
}

function convertObject(node: JsonRecord, walk: Walk, place: Place): JsonRecord {
  const required = readStrings(node['required']);
  const demanded = new Set(required);
  const { properties, additionalProperties: more } = node;
  return {
    ...(isRecord(properties)
      ? {
          properties: mapSchemas(properties, (schema, name) =>
            convertNode(schema, walk, { ...place, optional: place.optional || !demanded.has(name) }),
          ),
        }
      : {}),
    ...(typeof more === 'boolean' ? { additionalProperties: more } : {}),
    ...(isRecord(more)
      ? { additionalProperties: convertNode(more, walk, { ...place, optional: true }) }
      : {}),
    ...(required.length > 0 ? { required } : {}),
  };
}

function convertArray(node: JsonRecord, walk: Walk, place: Place): JsonRecord {
  const tuple = readTuple(node);
  return {
    ...(isRecord(node['items']) ? { items: convertNode(node['items'], walk, place) } : {}),
    ...(tuple.length > 0 ? { prefixItems: tuple.map((schema) => convertNode(schema, walk, place)) } : {}),
  };
}

function convertNode(value: unknown, walk: Walk, above: Place): JsonRecord {
  const place = { ...above, depth: above.depth + 1 };
  walk.nodes += 1;
  if (place.depth > MAX_SCHEMA_DEPTH || walk.nodes > MAX_NODES) return ANY_OBJECT;
  if (!isRecord(value)) return {};
  if (typeof value['$ref'] === 'string') return convertRef(value['$ref'], walk, place);
  const node = spreadTypes(mergeAllOf(value, walk.root));
  const type = readTypes(node)[0];
  const choice = readChoice(node);
  return {
    ...(type === undefined ? {} : { type }),
    ...Object.fromEntries(Object.entries(node).filter(([key]) => PLAIN_KEYS.has(key))),
    ...('const' in node ? { enum: [node['const']] } : {}),
    ...convertBounds(node),
    ...convertObject(node, walk, place),
    ...convertArray(node, walk, place),
    ...(choice.length > 0 ? { anyOf: choice.map((schema) => convertNode(schema, walk, place)) } : {}),
  };
}

/** A root that only points to a definition, with that in its place: what Google takes must say that it is an object. */
function openRoot(root: JsonRecord): JsonRecord {
  const target = typeof root['$ref'] === 'string' ? resolveRef(root, root['$ref']) : null;
  return target === null || '$ref' in target ? root : target;
}

/**
 * The part of JSON Schema that Google takes in `parametersJsonSchema` and `responseJsonSchema`: definitions stay where a
 * circle can end, all else is dropped or said with what there is.
 * https://ai.google.dev/api/caching#FunctionDeclaration
 */
export function convertGeminiJsonSchema(root: JsonRecord, warn: Warn): JsonRecord {
  const defs = readDefs(root);
  const recursive = findRecursiveDefs(defs);
  const walk: Walk = { root, defs, recursive, warn, open: new Set(), nodes: 0 };
  const place = { depth: -1, def: null, optional: false };
  const converted = convertNode(openRoot(root), walk, place);
  if (Object.keys(defs).length === 0) return converted;
  return {
    ...converted,
    $defs: mapSchemas(defs, (schema, def) => convertNode(schema, walk, { ...place, def })),
  };
}
