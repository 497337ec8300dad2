import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { InlineMedia } from './inline-media';
import { mayBeMedia, readMediaType, selectMediaType } from './select-media-type';

const MEGABYTE = 1024 * 1024;
const MAX_BYTES = 20 * MEGABYTE;
const TOO_LARGE = 'it is larger than 20 MB';
const OK = 200;

/** An image or PDF, or why there is none, as the rest of a sentence. */
export type MediaResult =
  | { readonly type: 'fetched'; readonly media: InlineMedia }
  | { readonly type: 'refused'; readonly reason: string };

export interface MediaResponse {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

export const refuse = (reason: string): MediaResult => ({ type: 'refused', reason });

/** Why its body is not worth reading; null when it is. */
function findObstacle({ statusCode, headers }: MediaResponse, mediaType: string | null): string | null {
  if (statusCode !== OK) return `its server answered ${statusCode}`;
  if (!mayBeMedia(mediaType)) return `it is ${mediaType}, and neither an image nor a PDF`;
  // It was asked not to be: what unfolds has no size that could be known before.
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') return 'its server sent it compressed';
  return Number(headers['content-length']) > MAX_BYTES ? TOO_LARGE : null;
}

/** Null when it is too large; then the rest is not read. */
async function readBody(body: AsyncIterable<Buffer>): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** @throws when the answer breaks off */
export async function readMedia(response: MediaResponse): Promise<MediaResult> {
  const declared = readMediaType(response.headers['content-type']);
  const obstacle = findObstacle(response, declared);
  if (obstacle !== null) {
    response.body.destroy();
    return refuse(obstacle);
  }
  const bytes = await readBody(response.body);
  if (bytes === null) return refuse(TOO_LARGE);
  if (bytes.length === 0) return refuse('it is empty');
  const mediaType = selectMediaType(declared, bytes);
  if (mediaType === null) return refuse('it is neither an image nor a PDF');
  return { type: 'fetched', media: { mediaType, data: bytes.toString('base64') } };
}
