import { readPlainNumber } from '../json/parse-lossless';
import { isRecord, type JsonRecord } from '../json/read';

/** Whole numbers only: of others the nearest that is not excluded cannot be named. */
function shift(node: JsonRecord, limit: 'minimum' | 'maximum', by: number): JsonRecord {
  const exclusive = readPlainNumber(node[limit === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum']);
  const inclusive = readPlainNumber(node[limit]);
  // Draft 4 says with `true` that the other limit is not included.
  const bound = exclusive === true ? inclusive : exclusive;
  if (typeof bound !== 'number' || !Number.isInteger(bound)) return {};
  const shifted = bound + by;
  const pick = by > 0 ? Math.max : Math.min;
  return { [limit]: typeof inclusive === 'number' ? pick(inclusive, shifted) : shifted };
}

/** The node's limits as Google knows them: inclusive ones. */
export function convertBounds(node: JsonRecord): JsonRecord {
  if (node['type'] !== 'integer') return {};
  return { ...shift(node, 'minimum', 1), ...shift(node, 'maximum', -1) };
}

/** `items` of drafts in which an array of schemas stood there. */
export function readTuple(node: JsonRecord): readonly unknown[] {
  if (Array.isArray(node['prefixItems'])) return node['prefixItems'];
  return Array.isArray(node['items']) ? node['items'] : [];
}

export function readChoice(node: JsonRecord): readonly unknown[] {
  const members = [node['anyOf'], node['oneOf']].find((each) => Array.isArray(each) && each.length > 0);
  return Array.isArray(members) ? members.filter(isRecord) : [];
}
