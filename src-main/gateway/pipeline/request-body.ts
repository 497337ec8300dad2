import type { ByteRange } from './scan-body';

/** A request body in the pieces it came in: joining megabytes would hold up every stream for milliseconds. */
export interface RequestBody {
  readonly chunks: readonly Buffer[];
  readonly length: number;
}

export function toRequestBody(bytes: Buffer): RequestBody {
  return { chunks: [bytes], length: bytes.length };
}

/** All of it in one piece. */
export function joinBody({ chunks, length }: RequestBody): Buffer {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, length);
}

/** The body with every top-level model value replaced; all other bytes stay as they are. */
export function spliceModel(body: RequestBody, ranges: readonly ByteRange[], model: string): RequestBody {
  const value = Buffer.from(JSON.stringify(model));
  const chunks: Buffer[] = [];
  let position = 0;
  for (const { start, end } of ranges) {
    chunks.push(...sliceBody(body, position, start), value);
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

function sliceBody({ chunks }: RequestBody, from: number, to: number): Buffer[] {
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
