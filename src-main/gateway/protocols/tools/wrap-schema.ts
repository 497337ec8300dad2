import { isRecord, type JsonRecord } from '../json/read';
import { MAX_SCHEMA_DEPTH, omitKeys } from './schema-node';

/** The property that holds what the tool really takes. */
export const WRAPPED_PROPERTY = 'value';

const OF_ROOT = new Set(['$schema', '$id', '$defs', 'definitions']);
const STAYING_REF = /^(?!#)|^#\/(?:\$defs|definitions)\//;

/** References that count from the root now find it one level down. */
function moveRefs(value: unknown, depth = 0): unknown {
  if (depth > MAX_SCHEMA_DEPTH) return value;
  if (Array.isArray(value)) return value.map((member) => moveRefs(member, depth + 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (key !== '$ref' || typeof member !== 'string') return [key, moveRefs(member, depth + 1)];
      return [key, STAYING_REF.test(member) ? member : `#/properties/${WRAPPED_PROPERTY}${member.slice(1)}`];
    }),
  );
}

/** An object with `schema` as its only property, for providers whose tools take objects only. */
export function wrapSchema(schema: JsonRecord): JsonRecord {
  const moved = moveRefs(schema);
  if (!isRecord(moved)) return schema;
  return {
    type: 'object',
    properties: { [WRAPPED_PROPERTY]: omitKeys(moved, OF_ROOT) },
    required: [WRAPPED_PROPERTY],
    ...(moved['$defs'] === undefined ? {} : { $defs: moved['$defs'] }),
    ...(moved['definitions'] === undefined ? {} : { definitions: moved['definitions'] }),
  };
}
