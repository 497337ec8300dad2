import type { ByteRange } from './pipeline/scan-body';

/** A request body in the pieces it came in: joining megabytes would hold up every stream for milliseconds. */
export interface RequestBody {
  readonly chunks: readonly Buffer[];
  readonly length: number;
}

/** A body of which another thread may have got a copy: between threads a Buffer is a plain array of bytes. */
export interface BodyPieces {
  readonly chunks: readonly Uint8Array[];
  readonly length: number;
}

export function toRequestBody(bytes: Buffer): RequestBody {
  return { chunks: [bytes], length: bytes.length };
}

/** All of it in one piece. */
export function joinBody({ chunks, length }: BodyPieces): Buffer {
  const [first] = chunks;
  if (chunks.length !== 1 || first === undefined) return Buffer.concat(chunks, length);
  return Buffer.isBuffer(first) ? first : Buffer.from(first.buffer, first.byteOffset, first.byteLength);
}

/** At most so many bytes of a body in one piece. */
export function readWindow(body: RequestBody, from: number, bytes: number): Buffer {
  const to = Math.min(from + bytes, body.length);
  return joinBody({ chunks: sliceBody(body, from, to), length: to - from });
}

/** Something else in the place of a part of a body. */
export interface BodyEdit extends ByteRange {
  readonly value: Buffer;
}

const byStart = (a: ByteRange, b: ByteRange): number => a.start - b.start;

/** The body with other bytes at these places, which do not overlap; all else stays as it is. */
export function spliceBody(body: RequestBody, edits: readonly BodyEdit[]): RequestBody {
  const chunks: Buffer[] = [];
  let position = 0;
  for (const { start, end, value } of edits.toSorted(byStart)) {
    chunks.push(...sliceBody(body, position, start));
    if (value.length > 0) chunks.push(value);
    position = end;
  }
  chunks.push(...sliceBody(body, position, body.length));
  return { chunks, length: sumLengths(chunks) };
}

export function sumLengths(chunks: readonly Buffer[]): number {
  let length = 0;
  for (const chunk of chunks) length += chunk.length;
  return length;
}

/** A part of a body, without copying it. */
export function sliceBody({ chunks }: RequestBody, from: number, to: number): Buffer[] {
  const parts: Buffer[] = [];
  let before = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(Math.max(from - before, 0), Math.max(to - before, 0));
    if (part.length > 0) parts.push(part);
    before += chunk.length;
    if (before >= to) break;
  }
  return parts;
}

/** Offset of the first place from `from` up to `to` where these bytes stand, be it across pieces; -1 when there is none. */
export function findInBody(body: RequestBody, bytes: Buffer, from = 0, to = body.length): number {
  const overlap = bytes.length - 1;
  let before = from;
  let seam: Buffer = Buffer.alloc(0);
  for (const part of sliceBody(body, from, to)) {
    if (seam.length > 0) {
      const at = Buffer.concat([seam, part.subarray(0, overlap)]).indexOf(bytes);
      if (at !== -1) return before - seam.length + at;
    }
    const at = part.indexOf(bytes);
    if (at !== -1) return before + at;
    before += part.length;
    seam = part.length < overlap ? Buffer.concat([seam, part]) : part;
    seam = overlap === 0 ? seam.subarray(0, 0) : seam.subarray(-overlap);
  }
  return -1;
}
