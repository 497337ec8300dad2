import { GatewayError } from '../../errors';
import { readPlainNumber } from '../json/parse-lossless';
import { isRecord, type JsonRecord } from '../json/read';

/** @param path where in the request, as Anthropic writes it: `messages.3.content.0.type` */
export function invalidField(path: string, why: string): GatewayError {
  return new GatewayError('invalid_request', `${path}: ${why}`);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

export function requireRecord(value: unknown, path: string): JsonRecord {
  if (isRecord(value)) return value;
  throw invalidField(path, 'an object is required');
}

export function requireArray(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalidField(path, 'an array is required');
}

/** A string that may be empty. */
export function requireString(record: JsonRecord, key: string, path: string): string {
  const value = record[key];
  if (typeof value === 'string') return value;
  throw invalidField(join(path, key), 'a string is required');
}

/** A string that says something. */
export function requireText(record: JsonRecord, key: string, path: string): string {
  const value = requireString(record, key, path);
  if (value !== '') return value;
  throw invalidField(join(path, key), 'must not be empty');
}

interface Primitives {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
}

/** Absent and null are the same in Anthropic's requests. */
export function readOptional<T extends keyof Primitives>(
  record: JsonRecord,
  key: string,
  path: string,
  type: T,
): Primitives[T] | undefined {
  const value = readPlainNumber(record[key]);
  if (value === undefined || value === null) return undefined;
  if (typeof value === type) return value as Primitives[T];
  throw invalidField(join(path, key), `a ${type} is required`);
}
