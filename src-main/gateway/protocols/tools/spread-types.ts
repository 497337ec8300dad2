import { readPlainNumber } from '../json/parse-lossless';
import type { JsonRecord } from '../json/read';
import { readTypes } from './schema-node';

const NUMBER_KEYS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];

const OF_TYPE: ReadonlyMap<string, readonly string[]> = new Map([
  ['string', ['format', 'pattern', 'minLength', 'maxLength']],
  ['number', NUMBER_KEYS],
  ['integer', NUMBER_KEYS],
  ['array', ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains']],
  [
    'object',
    [
      'properties',
      'required',
      'additionalProperties',
      'patternProperties',
      'propertyNames',
      'propertyOrdering',
      'minProperties',
      'maxProperties',
    ],
  ],
]);
const OF_ONE_TYPE = new Set([...OF_TYPE.values()].flat().concat('enum', 'type'));

function isOfType(member: unknown, type: string): boolean {
  const value = readPlainNumber(member);
  if (value === null) return type === 'null';
  if (type === 'integer') return Number.isInteger(value);
  return Array.isArray(value) ? type === 'array' : typeof value === type;
}

/** The part of a node that is about one of its types; null when its values leave nothing of that type. */
function selectVariant(node: JsonRecord, type: string): JsonRecord | null {
  const keys = OF_TYPE.get(type) ?? [];
  const own = Object.fromEntries(keys.flatMap((key) => (key in node ? [[key, node[key]]] : [])));
  const values = node['enum'];
  if (!Array.isArray(values) || type === 'null') return { type, ...own };
  const fitting = values.filter((value) => isOfType(value, type));
  return fitting.length === 0 ? null : { type, ...own, enum: fitting };
}

/** A node that names several types as a choice between nodes that name one. Others come back as they are. */
export function spreadTypes(node: JsonRecord): JsonRecord {
  if (!Array.isArray(node['type'])) return node;
  const types = readTypes(node);
  const { type: _types, ...untyped } = node;
  if ('anyOf' in node || 'oneOf' in node || types.length === 0) return untyped;
  if (types.length === 1) return { ...node, type: types[0] };
  const variants = types.flatMap((type) => selectVariant(node, type) ?? []);
  const common = Object.fromEntries(Object.entries(node).filter(([key]) => !OF_ONE_TYPE.has(key)));
  return { ...common, anyOf: variants };
}
