import { GatewayError } from '../../errors';
import { readPlainNumber } from '../json/parse-lossless';
import { isRecord, type JsonRecord } from '../json/read';

/** @param path of the field, as `messages.3.content.0.type` */
export function createFieldError(path: string, problem: string): GatewayError {
  return new GatewayError('invalid_request', `${path}: ${problem}`);
}

/** A field that may be absent or null; undefined then. `path` names it where it is not at the top. */
function readOptional<T>(
  value: unknown,
  isType: (value: unknown) => value is T,
  expected: string,
  path: string,
): T | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isType(value)) throw createFieldError(path, `must be ${expected}`);
  return value;
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isString = (value: unknown): value is string => typeof value === 'string';
const isArray = (value: unknown): value is readonly unknown[] => Array.isArray(value);

export function readOptionalNumber(record: JsonRecord, key: string, path = key): number | undefined {
  return readOptional(readPlainNumber(record[key]), isNumber, 'a number', path);
}

export function readOptionalBoolean(record: JsonRecord, key: string, path = key): boolean | undefined {
  return readOptional(record[key], isBoolean, 'a boolean', path);
}

export function readOptionalString(record: JsonRecord, key: string, path = key): string | undefined {
  return readOptional(record[key], isString, 'a string', path);
}

export function readOptionalRecord(record: JsonRecord, key: string, path = key): JsonRecord | undefined {
  return readOptional(record[key], isRecord, 'an object', path);
}

export function readOptionalArray(record: JsonRecord, key: string, path = key): readonly unknown[] {
  return readOptional(record[key], isArray, 'an array', path) ?? [];
}
