import { GatewayError } from '../../errors';
import { readPlainNumber } from '../json/parse-lossless';
import { isRecord, type JsonRecord } from '../json/read';

/** Google's servers read every field in both spellings, and its Python clients write the second. */
const snakeNames = new Map<string, string>();

function toSnake(name: string): string {
  const known = snakeNames.get(name);
  if (known !== undefined) return known;
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  snakeNames.set(name, snake);
  return snake;
}

export function toCamel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export function createInvalid(path: string, problem: string): GatewayError {
  return new GatewayError('invalid_request', `${path}: ${problem}`);
}

/** The member `name`, or its snake_case twin; undefined when neither is there. Null means absent, as in protobuf's JSON. */
export function readMember(value: unknown, name: string): unknown {
  if (!isRecord(value)) return undefined;
  return value[name] ?? value[toSnake(name)] ?? undefined;
}

/** A list, where a single value stands for a list of one. */
export function readList(value: unknown, name: string): readonly unknown[] {
  const member = readMember(value, name);
  if (member === undefined) return [];
  return Array.isArray(member) ? member : [member];
}

export function requireRecord(value: unknown, path: string): JsonRecord {
  if (!isRecord(value)) throw createInvalid(path, 'must be an object');
  return value;
}

/** The member as an object, or null when absent. */
export function readObject(value: unknown, name: string, path: string): JsonRecord | null {
  const member = readMember(value, name);
  return member === undefined ? null : requireRecord(member, `${path}.${name}`);
}

/** The member as a string, or null when absent. */
export function readString(value: unknown, name: string, path: string): string | null {
  const member = readMember(value, name);
  if (member === undefined) return null;
  if (typeof member !== 'string') throw createInvalid(`${path}.${name}`, 'must be a string');
  return member;
}

/** The member as a finite number, or undefined when absent; protobuf's JSON also takes numbers as strings. */
export function readNumber(value: unknown, name: string, path: string): number | undefined {
  const member = readPlainNumber(readMember(value, name));
  if (member === undefined) return undefined;
  const number = typeof member === 'string' && member.trim() !== '' ? Number(member) : member;
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    throw createInvalid(`${path}.${name}`, 'must be a number');
  }
  return number;
}

export function readBoolean(value: unknown, name: string, path: string): boolean | undefined {
  const member = readMember(value, name);
  if (member === undefined || typeof member === 'boolean') return member;
  if (member === 'true' || member === 'false') return member === 'true';
  throw createInvalid(`${path}.${name}`, 'must be a boolean');
}

/** An enum's name in upper case, or null when absent or the enum's zero (`…_UNSPECIFIED`). */
export function readEnum(value: unknown, name: string, path: string): string | null {
  const text = readString(value, name, path)?.toUpperCase() ?? null;
  return text === null || text === '' || text.endsWith('UNSPECIFIED') ? null : text;
}

/** Members whose names, in either spelling, are not in `known`. */
export function readRest(value: JsonRecord, known: ReadonlySet<string>): JsonRecord {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !known.has(toCamel(key))));
}
