import { GatewayError } from '../../errors';
import { readPlainNumber } from '../json/parse-lossless';
import { isRecord, type JsonRecord } from '../json/read';

/** The client's mistake, named by the path of the field it is in. */
export function invalidField(path: string, problem: string): GatewayError {
  return new GatewayError('invalid_request', `${path}: ${problem}`);
}

export function unsupportedField(path: string, problem: string): GatewayError {
  return new GatewayError('unsupported_conversion', `${path}: ${problem}`);
}

export function requireRecord(value: unknown, path: string): JsonRecord {
  if (!isRecord(value)) throw invalidField(path, 'must be an object');
  return value;
}

export function requireText(record: JsonRecord, key: string, path: string): string {
  const value = record[key];
  if (typeof value !== 'string' || value === '')
    throw invalidField(`${path}.${key}`, 'must be a non-empty string');
  return value;
}

/** Null counts as absent throughout the protocol, in all that follow. */
export function optionalArray(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalidField(path, 'must be an array');
  return value;
}

export function optionalRecord(value: unknown, path: string): JsonRecord | null {
  return value === undefined || value === null ? null : requireRecord(value, path);
}

export function optionalText(value: unknown, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalidField(path, 'must be a string');
  return value;
}

export function optionalNumber(member: unknown, path: string): number | undefined {
  const value = readPlainNumber(member);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') throw invalidField(path, 'must be a number');
  return value;
}

export function optionalBoolean(value: unknown, path: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw invalidField(path, 'must be true or false');
  return value;
}
