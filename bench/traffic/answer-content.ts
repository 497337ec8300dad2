/** Where a delta carries the moment it was written. */
export const STAMP_DIGITS = 16;
const NUMBER_DIGITS = 9;
const SEQUENCE_DIGITS = 5;

/** What the upstream says it has read, as Anthropic counts it. */
export const INPUT_TOKENS = { fresh: 12, cacheWrite: 480, cacheRead: 46_210 } as const;

/** Text of different lengths, as models send it, as it stands in JSON. ASCII only: a byte is a character. */
const TEXTS = [
  ' I',
  ' will look at',
  ' the failing test first,',
  ' then',
  ' read `src/store/open-database.ts`',
  ' to see where the lock is taken.\\n\\n',
  ' It says \\"database is locked\\"',
  ' because',
];

export function countOutputTokens(deltas: number): number {
  return deltas + 1;
}

/** A request's number as its answer repeats it. */
export function encodeNumber(number: number): string {
  return String(number).padStart(NUMBER_DIGITS, '0');
}

/**
 * What the text of each delta begins with, before its stamp.
 *
 * @param sequence counts from 0 within an answer
 */
export function encodeSequence(sequence: number): string {
  return `#${String(sequence).padStart(SEQUENCE_DIGITS, '0')}@`;
}

export function encodeStamp(us: number): string {
  return String(us).padStart(STAMP_DIGITS, '0');
}

/** What the text of each delta ends with, as it stands in JSON. */
export function deltaText(sequence: number): string {
  return TEXTS[sequence % TEXTS.length] ?? '';
}
