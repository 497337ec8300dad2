import type { CanonicalMessage, CanonicalRequest } from '../canonical/request';
import type { CanonicalPart } from '../canonical/part';

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

/**
 * `list` with each item changed, replaced by several or (null) left out. The same array comes back when every item does.
 * Items are no arrays.
 */
export function mapList<T>(
  list: readonly T[],
  change: (item: T, index: number) => T | readonly T[] | null,
): readonly T[] {
  let changed: T[] | null = null;
  // An iterator of entries makes an array for each item, and a conversation goes through here twenty times.
  let index = -1;
  for (const item of list) {
    index += 1;
    const result = change(item, index);
    if (result !== item) changed ??= list.slice(0, index);
    if (changed === null || result === null) continue;
    if (isList(result)) for (const each of result) changed.push(each);
    else changed.push(result);
  }
  return changed ?? list;
}

export function mapParts(
  message: CanonicalMessage,
  change: (part: CanonicalPart, index: number) => CanonicalPart | readonly CanonicalPart[] | null,
): CanonicalMessage {
  const parts = mapList(message.parts, change);
  return parts === message.parts ? message : { ...message, parts };
}

export function withMessages(
  request: CanonicalRequest,
  messages: readonly CanonicalMessage[],
): CanonicalRequest {
  return messages === request.messages ? request : { ...request, messages };
}
