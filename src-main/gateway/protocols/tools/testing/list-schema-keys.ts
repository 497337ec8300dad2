import { isRecord } from '../../json/read';

const NAMED = new Set(['properties', '$defs']);
const LISTS = new Set(['anyOf', 'oneOf', 'prefixItems']);
const SINGLE = new Set(['items', 'additionalProperties']);

/** All keywords of a schema, at every place where a schema stands. */
export function listSchemaKeys(schema: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (!isRecord(schema)) return found;
  for (const [key, value] of Object.entries(schema)) {
    found.add(key);
    if (NAMED.has(key) && isRecord(value))
      for (const each of Object.values(value)) listSchemaKeys(each, found);
    if (LISTS.has(key) && Array.isArray(value)) for (const each of value) listSchemaKeys(each, found);
    if (SINGLE.has(key)) listSchemaKeys(value, found);
  }
  return found;
}
