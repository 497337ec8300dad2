import { isFilled, isRecord, readArray, readRecord } from '../json/read';

/** Members that describe a part without being any of the answer. */
const SIDE_KEYS: ReadonlySet<string> = new Set([
  'thought',
  'thoughtSignature',
  'partMetadata',
  'videoMetadata',
]);

function isFilledPart(part: unknown): boolean {
  return (
    isRecord(part) && Object.entries(part).some(([key, value]) => !SIDE_KEYS.has(key) && isContent(value))
  );
}

/** A call without arguments is `{}` at worst, and still a call. */
function isContent(value: unknown): boolean {
  return isRecord(value) || isFilled(value);
}

/** True when a chunk holds a part of the answer: text, a call, data, code. */
export function hasContent(chunk: unknown): boolean {
  return readArray(chunk, 'candidates').some((candidate) =>
    readArray(readRecord(candidate, 'content'), 'parts').some(isFilledPart),
  );
}
