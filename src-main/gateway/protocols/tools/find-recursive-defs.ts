import { isRecord, type JsonRecord } from '../json/read';
import { readDefRef } from './resolve-ref';
import { MAX_SCHEMA_DEPTH } from './schema-node';

function collectRefs(value: unknown, found: Set<string>, depth = 0): void {
  if (depth > MAX_SCHEMA_DEPTH) return;
  if (Array.isArray(value)) {
    for (const member of value) collectRefs(member, found, depth + 1);
    return;
  }
  if (!isRecord(value)) return;
  const ref = value['$ref'];
  const name = typeof ref === 'string' ? readDefRef(ref) : null;
  if (name !== null) found.add(name);
  for (const member of Object.values(value)) collectRefs(member, found, depth + 1);
}

/**
 * Names of definitions that lead back to themselves, or to one that does and from one that does. What refers to none that
 * is left cannot be in a circle, and is taken away until nothing changes; then the same for what nobody refers to.
 */
export function findRecursiveDefs(defs: JsonRecord): ReadonlySet<string> {
  const refs = new Map<string, ReadonlySet<string>>();
  for (const [name, def] of Object.entries(defs)) {
    const found = new Set<string>();
    collectRefs(def, found);
    refs.set(name, found);
  }
  const left = new Set(refs.keys());
  peel(left, refs);
  peel(left, invert(refs));
  return left;
}

function invert(edges: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, ReadonlySet<string>> {
  const inverted = new Map<string, Set<string>>([...edges.keys()].map((name) => [name, new Set()]));
  for (const [from, names] of edges) for (const to of names) inverted.get(to)?.add(from);
  return inverted;
}

/** Takes away all names without an edge to one that is left. */
function peel(left: Set<string>, edges: ReadonlyMap<string, ReadonlySet<string>>): void {
  const backwards = invert(edges);
  const counts = new Map<string, number>();
  for (const name of left) counts.set(name, [...(edges.get(name) ?? [])].filter((to) => left.has(to)).length);
  const free = [...left].filter((name) => counts.get(name) === 0);
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    left.delete(name);
    for (const from of backwards.get(name) ?? []) {
      if (!left.has(from)) continue;
      const count = (counts.get(from) ?? 0) - 1;
      counts.set(from, count);
      if (count === 0) free.push(from);
    }
  }
}
