import { isRecord, type JsonRecord } from '../json/read';

const IN_DEFS = /^#\/(?:\$defs|definitions)\/([^/]+)$/;

function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}

function unescapeSegment(segment: string): string {
  try {
    return unescapePointer(decodeURIComponent(segment));
  } catch {
    return unescapePointer(segment);
  }
}

/** The definition a reference is to, when it is to one at the root. */
export function readDefRef(ref: string): string | null {
  const segment = IN_DEFS.exec(ref)?.[1];
  return segment === undefined ? null : unescapeSegment(segment);
}

/** The same reference where definitions have their present name. */
export function renewDefRef(ref: string): string {
  return ref.replace(/^#\/definitions\//, '#/$defs/');
}

function readMember(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** What a reference within `root` points to; null when it points elsewhere or to nothing (RFC 6901). */
export function resolveRef(root: JsonRecord, ref: string): JsonRecord | null {
  if (ref === '#') return root;
  if (!ref.startsWith('#/')) return null;
  let value: unknown = root;
  for (const segment of ref.slice(2).split('/')) value = readMember(value, unescapeSegment(segment));
  return isRecord(value) ? value : null;
}

/** The definitions of a root under either name drafts have given them. */
export function readDefs(root: JsonRecord): JsonRecord {
  const old = root['definitions'];
  const defs = root['$defs'];
  return { ...(isRecord(old) ? old : {}), ...(isRecord(defs) ? defs : {}) };
}
