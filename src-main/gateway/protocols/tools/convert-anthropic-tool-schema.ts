import type { JsonRecord } from '../json/read';
import { resolveRef } from './resolve-ref';
import { hasMembers, isObjectNode, type PreparedSchema } from './schema-node';
import { wrapSchema } from './wrap-schema';

const COMBINATORS = ['anyOf', 'oneOf', 'allOf'];
const EMPTY: JsonRecord = { type: 'object', properties: {} };

/** A root that only points somewhere is replaced by what it points to. */
function openRootRef(root: JsonRecord): JsonRecord {
  const { $ref: ref, ...rest } = root;
  const target = typeof ref === 'string' && ref !== '#' ? resolveRef(root, ref) : null;
  return target === null || '$ref' in target ? root : { ...rest, ...target };
}

/** Anthropic's `input_schema`: an object at the root, and no choice between several. */
export function convertAnthropicToolSchema(schema: JsonRecord | null): PreparedSchema {
  if (!hasMembers(schema) || schema === null) return { schema: EMPTY, wrapped: false };
  const { $schema: dialect, ...plain } = schema;
  const root = openRootRef(dialect === undefined ? schema : plain);
  if (COMBINATORS.some((key) => key in root)) return { schema: wrapSchema(root), wrapped: true };
  if (root['type'] === 'object') return { schema: root, wrapped: false };
  if (isObjectNode(root)) return { schema: { ...root, type: 'object' }, wrapped: false };
  const wrapped = root['type'] !== undefined || '$ref' in root || 'enum' in root || 'const' in root;
  return wrapped ? { schema: wrapSchema(root), wrapped } : { schema: { ...root, ...EMPTY }, wrapped };
}
