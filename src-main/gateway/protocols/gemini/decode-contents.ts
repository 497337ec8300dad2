import type { CanonicalPart } from '../canonical/part';
import type { CanonicalMessage, SystemPart } from '../canonical/request';
import { isRecord } from '../json/read';
import { appendAnswerPart } from './append-answer-part';
import { decodePart } from './decode-part';
import { createInvalid, readList, readMember, readString, requireRecord } from './read-member';

type Role = CanonicalMessage['role'];

/** `function` was the role of results before `user` was; the others are what clients of other protocols write. */
const ROLES: Readonly<Record<string, Role>> = {
  user: 'user',
  function: 'user',
  tool: 'user',
  model: 'assistant',
  assistant: 'assistant',
  system: 'system',
  developer: 'system',
};

interface Turn {
  readonly role: Role;
  readonly parts: CanonicalPart[];
}

function readRole(content: unknown, path: string): Role {
  const role = readString(content, 'role', path)?.toLowerCase() ?? '';
  if (role === '') return 'user';
  const known = Object.hasOwn(ROLES, role) ? ROLES[role] : undefined;
  if (known === undefined) throw createInvalid(`${path}.role`, "must be 'user' or 'model'");
  return known;
}

/** A turn may be written as a bare text, or as one of its parts. */
function readParts(value: unknown, path: string): readonly unknown[] {
  if (typeof value === 'string') return [value];
  const content = requireRecord(value, path);
  if (readMember(content, 'parts') !== undefined) return readList(content, 'parts');
  return Object.keys(content).some((key) => key !== 'role' && key !== 'parts') ? [content] : [];
}

function addContent(turns: Turn[], value: unknown, path: string): void {
  const role = readRole(value, path);
  const previous = turns.at(-1);
  const isModel = role === 'assistant';
  const turn = isModel && previous?.role === role ? previous : { role, parts: [] };
  if (turn !== previous) turns.push(turn);
  readParts(value, path).forEach((item, index) => {
    const part = decodePart(item, isModel, `${path}.parts.${index}`);
    if (part === null) return;
    if (isModel) appendAnswerPart(turn.parts, part);
    else turn.parts.push(part);
  });
}

function toSystemParts(turn: Turn): SystemPart[] {
  return turn.parts.flatMap((part) =>
    part.type === 'text' && part.text.trim() !== '' ? [{ text: part.text }] : [],
  );
}

export interface DecodedContents {
  /** Instructions that stand before the first turn. */
  readonly system: readonly SystemPart[];
  readonly messages: readonly CanonicalMessage[];
}

/** Consecutive turns of the model are one: a streamed answer is kept as a turn to each chunk. */
export function decodeContents(request: unknown): DecodedContents {
  const value = readMember(request, 'contents');
  if (value === undefined) throw createInvalid('contents', 'is required');
  if (!Array.isArray(value) && !isRecord(value) && typeof value !== 'string') {
    throw createInvalid('contents', 'must be an array');
  }
  const turns: Turn[] = [];
  readList(request, 'contents').forEach((content, index) => addContent(turns, content, `contents.${index}`));
  if (turns.length === 0) throw createInvalid('contents', 'must not be empty');

  const first = turns.findIndex(({ role }) => role !== 'system');
  const leading = turns.slice(0, first === -1 ? turns.length : first);
  return { system: leading.flatMap(toSystemParts), messages: turns.slice(leading.length) };
}
