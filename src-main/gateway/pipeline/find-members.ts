import { joinBody, type RequestBody } from '../request-body';
import type { ByteRange } from './scan-body';
import { createJsonSkipper } from './skip-json';

/** The top-level members of a JSON object, by the places they take. */
export interface FoundMembers {
  /** Of the members asked for, each with one comma where it has one, so that cutting them out leaves valid JSON. */
  readonly ranges: readonly ByteRange[];
  /** Where members can be added: behind the last one that stays. */
  readonly insertAt: number;
  /** Whether any stays. */
  readonly othersStay: boolean;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const SPACE = 0x20;

interface Member {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Finds members by name without building the object, so that numbers beyond 2^53 and the order of names survive an edit. The
 * body has been scanned before: it is one object, and its brackets match.
 */
export function findMembers(body: RequestBody, names: ReadonlySet<string>): FoundMembers {
  const bytes = joinBody(body);
  const members = listMembers(bytes);
  const stays = (member: Member): boolean => !names.has(member.name);
  const lastStaying = members.findLastIndex(stays);
  const ranges = members.flatMap((member, index): ByteRange[] => {
    if (stays(member)) return [];
    const next = members[index + 1];
    const before = members[index - 1];
    // Behind the last one that stays there must be no comma left over.
    if (index > lastStaying && before !== undefined) return [{ start: before.end, end: member.end }];
    return [{ start: member.start, end: next?.start ?? member.end }];
  });
  const last = members[lastStaying];
  return {
    ranges,
    insertAt: last?.end ?? bytes.indexOf('{') + 1,
    othersStay: last !== undefined,
  };
}

const isText = (byte: number): boolean => byte > SPACE;
const endsScalar = (byte: number): boolean => byte === COMMA || byte === CLOSE_OBJECT || byte <= SPACE;

function listMembers(bytes: Buffer): readonly Member[] {
  const skipper = createJsonSkipper();
  skipper.take(bytes);
  const members: Member[] = [];
  const skipTo = (from: number, accept: (byte: number) => boolean): number => {
    let position = from;
    while (position < bytes.length && !accept(bytes[position] ?? 0)) position += 1;
    return position;
  };

  let position = bytes.indexOf('{') + 1;
  while (position < bytes.length) {
    position = skipTo(position, (byte) => byte === QUOTE || byte === CLOSE_OBJECT);
    if (bytes[position] !== QUOTE) break;
    const start = position;
    const nameEnd = skipper.skip(start);
    if (nameEnd === -1) break;
    const valueStart = skipTo(skipTo(nameEnd, (byte) => byte === COLON) + 1, isText);
    const first = bytes[valueStart];
    const isScalar = first !== QUOTE && first !== OPEN_OBJECT && first !== OPEN_ARRAY;
    const end = isScalar ? skipTo(valueStart, endsScalar) : skipper.skip(valueStart);
    if (end === -1) break;
    members.push({ name: readName(bytes.toString('utf8', start, nameEnd)), start, end });
    position = end;
  }
  skipper.drop();
  return members;
}

function readName(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}
