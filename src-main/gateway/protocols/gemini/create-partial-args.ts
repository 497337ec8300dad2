import { isRecord, readArray, readText, type JsonRecord } from '../json/read';

/** Collects the arguments of a call that come piece by piece, each with the place it belongs to. */
export interface PartialArgs {
  /** @param call `functionCall` of a chunk */
  add(call: JsonRecord): void;
  /** The arguments so far as JSON; cut short when more were to come, so that nobody takes them for all. */
  toJson(): string;
}

type Container = Record<string, unknown> | unknown[];

/** Deeper paths are nobody's arguments. */
const MAX_DEPTH = 64;
const SEGMENT = /\.([^.[\]]+)|\[(\d+)\]|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]/gy;

/** Names and indices of a JSON path (RFC 9535, its simple form); null when it is another. */
function parsePath(path: string): readonly (string | number)[] | null {
  if (!path.startsWith('$')) return null;
  const segments: (string | number)[] = [];
  SEGMENT.lastIndex = 1;
  while (SEGMENT.lastIndex < path.length && segments.length < MAX_DEPTH) {
    const match = SEGMENT.exec(path);
    if (match === null) return null;
    const [, name, index, single, double] = match;
    segments.push(
      index === undefined ? (name ?? single ?? double ?? '').replace(/\\(.)/g, '$1') : Number(index),
    );
  }
  return segments.length === 0 || segments.length === MAX_DEPTH ? null : segments;
}

function createContainer(next: string | number | undefined): Container {
  // Without a prototype any name is a plain member.
  return typeof next === 'number' ? [] : (Object.create(null) as Record<string, unknown>);
}

function readValue(arg: JsonRecord): unknown {
  const text = arg['stringValue'];
  // Not every object can be made a string.
  if (text !== undefined) return typeof text === 'string' ? text : JSON.stringify(text);
  if (arg['numberValue'] !== undefined) return arg['numberValue'];
  if (arg['boolValue'] !== undefined) return arg['boolValue'];
  return arg['nullValue'] === undefined ? undefined : null;
}

/** An index far beyond the end would make a list of holes: it counts as the next. */
function selectKey(container: Container, segment: string | number): string | number {
  return Array.isArray(container) ? Math.min(Number(segment) || 0, container.length) : segment;
}

function readAt(container: Container, key: string | number): unknown {
  return Array.isArray(container) ? container[Number(key)] : container[key];
}

function writeAt(container: Container, key: string | number, value: unknown): void {
  if (Array.isArray(container)) container[Number(key)] = value;
  else container[key] = value;
}

function isContainer(value: unknown): value is Container {
  return isRecord(value) || Array.isArray(value);
}

function setPath(root: Container, segments: readonly (string | number)[], value: unknown): void {
  let container = root;
  segments.forEach((segment, index) => {
    const key = selectKey(container, segment);
    const present = readAt(container, key);
    if (index < segments.length - 1) {
      const inner = isContainer(present) ? present : createContainer(segments[index + 1]);
      if (inner !== present) writeAt(container, key, inner);
      container = inner;
      return;
    }
    // A text comes in pieces under the same path.
    const joined = typeof present === 'string' && typeof value === 'string' ? present + value : value;
    writeAt(container, key, joined);
  });
}

export function createPartialArgs(): PartialArgs {
  const root = createContainer('');
  let open = false;

  return {
    add(call) {
      open = call['willContinue'] === true;
      const whole = call['args'];
      if (isRecord(whole)) for (const [key, value] of Object.entries(whole)) writeAt(root, key, value);
      for (const arg of readArray(call, 'partialArgs')) {
        const segments = parsePath(readText(arg, 'jsonPath') ?? '');
        const value = isRecord(arg) ? readValue(arg) : undefined;
        if (segments !== null && value !== undefined) setPath(root, segments, value);
      }
    },
    toJson() {
      const json = JSON.stringify(root);
      return open ? json.slice(0, -1) : json;
    },
  };
}
