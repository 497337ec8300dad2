import type { PartOrigin, ReasoningPart } from '../canonical/part';
import { readArray, readText, type JsonRecord } from '../json/read';
import { omitAbsent } from '../json/omit-absent';

/** The texts of a reasoning item's `summary` or `content`. */
export function readReasoningTexts(item: unknown, key: 'summary' | 'content'): string[] {
  return readArray(item, key).flatMap((piece) => readText(piece, 'text') ?? []);
}

export function decodeReasoningItem(item: JsonRecord, origin: PartOrigin): ReasoningPart {
  const summary = readReasoningTexts(item, 'summary');
  // Open models tell their reasoning as it is.
  const texts = summary.length > 0 ? summary : readReasoningTexts(item, 'content');
  const encrypted = readText(item, 'encrypted_content');
  return {
    type: 'reasoning',
    text: texts.join('\n\n'),
    origin,
    ...omitAbsent({
      state: encrypted === null ? undefined : ({ kind: 'encrypted', data: encrypted } as const),
      summary: summary.length > 0 ? summary : undefined,
      id: readText(item, 'id') ?? undefined,
    }),
  };
}
