import type { Warn } from '../canonical/codec';
import type { SystemPart } from '../canonical/request';
import { isRecord } from '../json/read';
import { createInvalid, readList, readMember, readString } from './read-member';

function readItems(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(readItems);
  return readMember(value, 'parts') === undefined ? [value] : readList(value, 'parts');
}

/** `systemInstruction` as a text, a part, a turn, or a list of these. */
export function decodeSystem(request: unknown, warn: Warn): readonly SystemPart[] {
  const value = readMember(request, 'systemInstruction');
  if (value === undefined) return [];
  const system: SystemPart[] = [];
  for (const item of readItems(value)) {
    if (typeof item !== 'string' && !isRecord(item)) {
      throw createInvalid('systemInstruction', 'must be a text or have parts');
    }
    const text = typeof item === 'string' ? item : readString(item, 'text', 'systemInstruction.parts');
    if (text === null) {
      if (Object.keys(item).some((key) => key !== 'role')) {
        warn('systemInstruction: only its texts were kept.');
      }
    } else if (text.trim() !== '') {
      system.push({ text });
    }
  }
  return system;
}
