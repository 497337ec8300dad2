import { MASK, redactHeaders, redactText } from './redaction';
import { isSensitiveName } from './sensitive-names';

/** Deeper than any record of ours; what lies below is somebody's object that was logged by accident. */
const MAX_DEPTH = 8;
/** Nearly all field names; too short and too plain for a secret, so they are spared the search for one. */
const PLAIN_NAME = /^[A-Za-z]{1,24}$/;
/** Longer than any stack trace; an upstream's whole error page must not fill the log. */
const MAX_TEXT_LENGTH = 16 * 1024;

/**
 * A copy of what is about to be logged that JSON can carry and that holds no secret: strings and object keys are
 * redacted, errors spelled out with their causes, bytes counted instead of shown. Never throws.
 */
export function redactValue(value: unknown): unknown {
  return convertValue(value, []);
}

function convertValue(value: unknown, parents: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
      return convertText(value);
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      return value.toString();
    case 'undefined':
    case 'function':
    case 'symbol':
      return undefined;
    case 'object':
      return value === null ? null : convertObject(value, parents);
  }
}

/** Short texts that held no secret: the same few (models, channels, outcomes) come with nearly every line. */
const harmless = new Set<string>();
const MAX_HARMLESS = 1000;
const MAX_HARMLESS_LENGTH = 80;

function convertText(text: string): string {
  if (text.length > MAX_HARMLESS_LENGTH) return redactLongText(text);
  if (harmless.has(text)) return text;
  const redacted = redactText(text);
  if (redacted !== text) return redacted;
  // Request ids come once only; what comes often is soon back.
  if (harmless.size === MAX_HARMLESS) harmless.clear();
  harmless.add(text);
  return redacted;
}

function redactLongText(text: string): string {
  const hidden = text.length - MAX_TEXT_LENGTH;
  return hidden <= 0
    ? redactText(text)
    : `${redactText(text.slice(0, MAX_TEXT_LENGTH))}… [${hidden} more characters]`;
}

function convertObject(value: object, parents: readonly object[]): unknown {
  if (parents.includes(value)) return '[circular]';
  if (parents.length >= MAX_DEPTH) return '[too deep]';
  const path = [...parents, value];
  try {
    if (value instanceof Error) return convertError(value, path);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (value instanceof URL) return redactText(value.href);
    if (value instanceof URLSearchParams) return redactText(`?${value.toString()}`);
    if (value instanceof Headers) return redactHeaders(value);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (value instanceof Map) return convertEntries(value.entries(), path);
    if (value instanceof Set) return convertArray([...value], path);
    if (Array.isArray(value)) return convertArray(value, path);
    return convertFields(value, path);
  } catch {
    // A getter or proxy of the logged object threw.
    return '[unreadable]';
  }
}

/** In a flat list of names and values, such as Node's rawHeaders or a command line, a name masks what follows it. */
function convertArray(items: readonly unknown[], path: readonly object[]): unknown[] {
  return items.map((item, index) => {
    const previous = items[index - 1];
    const named = typeof previous === 'string' && isSensitiveName(previous);
    return named && typeof item === 'string' ? MASK : convertValue(item, path);
  });
}

function convertEntries(entries: Iterable<[unknown, unknown]>, path: readonly object[]): object {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of entries) setField(copy, String(key), value, path);
  return copy;
}

/** The same for an object's own fields, without a list of them. */
function convertFields(value: object, path: readonly object[]): object {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) setField(copy, name, value[name as keyof typeof value], path);
  return copy;
}

function setField(
  copy: Record<string, unknown>,
  name: string,
  value: unknown,
  path: readonly object[],
): void {
  const converted = isSensitiveName(name) ? maskValue(value, path) : convertValue(value, path);
  const shown = PLAIN_NAME.test(name) ? name : redactText(name);
  // To any object but this one it would mean its prototype.
  if (shown === '__proto__') Object.defineProperty(copy, shown, { value: converted, enumerable: true });
  else copy[shown] = converted;
}

/** Counts and flags are no secrets, even under such a name: `{ token: 12 }`, `{ cookie: false }`. */
function maskValue(value: unknown, path: readonly object[]): unknown {
  const isSecret = typeof value === 'string' || (typeof value === 'object' && value !== null);
  return isSecret ? MASK : convertValue(value, path);
}

function convertError(error: Error, path: readonly object[]): unknown {
  return {
    type: error.name,
    message: convertText(error.message),
    ...(error.stack === undefined ? {} : { stack: convertText(error.stack) }),
    ...convertEntries(Object.entries(error), path),
    ...(error.cause === undefined ? {} : { cause: convertValue(error.cause, path) }),
    ...(error instanceof AggregateError ? { errors: convertArray(error.errors, path) } : {}),
  };
}
