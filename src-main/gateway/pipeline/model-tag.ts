import { findInBody, spliceBody, type BodyEdit } from '../request-body';
import { MODEL_TAG_END, type ModelTag } from '../routing/facts/find-model-tag';
import { isToldSubagent } from '../routing/facts/is-subagent';
import type { PreparedRequest } from './build-call';
import type { ByteRange } from './scan-body';

const TAG_END = Buffer.from(MODEL_TAG_END);
/** Where instructions have no member of their own, they come first. */
const HEAD_BYTES = 128 * 1024;

/**
 * Whether a request may name in its prompt what shall answer it. Looked for where instructions are; the whole body is only
 * gone through for a subagent, whose task may name it.
 */
export function mayHoldModelTag({
  headers,
  plainBody,
  systemStart,
  systemEnd,
}: Pick<PreparedRequest, 'headers' | 'plainBody' | 'systemStart' | 'systemEnd'>): boolean {
  if (isToldSubagent(headers)) return findInBody(plainBody, TAG_END) !== -1;
  if (systemStart !== null && systemEnd !== null) {
    return findInBody(plainBody, TAG_END, systemStart, systemEnd) !== -1;
  }
  return findInBody(plainBody, TAG_END, 0, Math.min(HEAD_BYTES, plainBody.length)) !== -1;
}

const NOTHING = Buffer.alloc(0);
const NEW_LINE = Buffer.from('\\n');

/** The request without the tag: no model should read it, and what is cached should not depend on it. */
export function dropModelTag(prepared: PreparedRequest, { text }: ModelTag): PreparedRequest {
  const edits = findCuts(prepared, Buffer.from(JSON.stringify(text).slice(1, -1)));
  if (edits.length === 0) return prepared;
  const body = spliceBody(prepared.plainBody, edits);
  const headers = { ...prepared.headers };
  delete headers['content-encoding'];
  const shift = (offset: number): number => offset - sumBefore(edits, offset);
  const shiftAny = (offset: number | null): number | null => (offset === null ? null : shift(offset));
  return {
    ...prepared,
    headers,
    body,
    plainBody: body,
    modelRanges: prepared.modelRanges.map(({ start, end }) => ({ start: shift(start), end: shift(end) })),
    systemStart: shiftAny(prepared.systemStart),
    systemEnd: shiftAny(prepared.systemEnd),
    metadataStart: shiftAny(prepared.metadataStart),
  };
}

function findCuts({ plainBody }: PreparedRequest, tag: Buffer): readonly BodyEdit[] {
  const cuts: BodyEdit[] = [];
  for (let start = findInBody(plainBody, tag); start !== -1;) {
    let end = start + tag.length;
    const next = findInBody(plainBody, NEW_LINE, end, Math.min(end + NEW_LINE.length, plainBody.length));
    if (next !== -1) end += NEW_LINE.length;
    cuts.push({ start, end, value: NOTHING });
    start = findInBody(plainBody, tag, end);
  }
  return cuts;
}

function sumBefore(cuts: readonly ByteRange[], offset: number): number {
  let sum = 0;
  for (const { start, end } of cuts) if (start < offset) sum += end - start;
  return sum;
}
