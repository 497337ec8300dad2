import { isRecord, type JsonRecord } from '../json/read';
import { resolveRef } from './resolve-ref';
import { MAX_SCHEMA_DEPTH, readStrings } from './schema-node';

/** `first` wins where both say something, except what adds up. */
function mergeNodes(first: JsonRecord, second: JsonRecord): JsonRecord {
  const merged = { ...second, ...first };
  if (isRecord(first['properties']) && isRecord(second['properties'])) {
    merged['properties'] = { ...second['properties'], ...first['properties'] };
  }
  const required = new Set([...readStrings(first['required']), ...readStrings(second['required'])]);
  if (required.size > 0) merged['required'] = [...required];
  return merged;
}

function openRef(member: unknown, root: JsonRecord, seen: Set<string>): JsonRecord | null {
  if (!isRecord(member)) return null;
  const ref = member['$ref'];
  if (typeof ref !== 'string') return member;
  if (seen.has(ref)) return null;
  seen.add(ref);
  return resolveRef(root, ref);
}

/**
 * A node without `allOf`: what its members demand is put into the node itself. Shallow; of members that
 * contradict each other the first is believed. Each reference is followed once, so that circles end.
 */
export function mergeAllOf(
  node: JsonRecord,
  root: JsonRecord,
  seen = new Set<string>(),
  depth = 0,
): JsonRecord {
  const { allOf, ...rest } = node;
  if (allOf === undefined) return node;
  if (!Array.isArray(allOf) || depth > MAX_SCHEMA_DEPTH) return rest;
  let merged: JsonRecord = rest;
  for (const each of allOf) {
    const member = openRef(each, root, seen);
    if (member !== null) merged = mergeNodes(merged, mergeAllOf(member, root, seen, depth + 1));
  }
  return merged;
}
