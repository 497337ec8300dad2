import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { GatewayError } from '../errors';

const DECOMPRESSORS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
} as const;

/** Each is a pass over up to the whole limit. */
const MAX_ENCODINGS = 2;

type Encoding = keyof typeof DECOMPRESSORS;

/**
 * Undoes a request's `content-encoding`, so that the body can be read.
 *
 * @param limit most bytes the plain body may have: a small body can unfold into a huge one
 * @throws {GatewayError} kind `invalid_request` for an unknown or broken encoding, `too_large` past the limit
 */
export async function decompressBody(body: Buffer, contentEncoding: string, limit: number): Promise<Buffer> {
  let plain = body;
  const names = contentEncoding.toLowerCase().split(',');
  if (names.length > MAX_ENCODINGS) {
    throw new GatewayError('invalid_request', `The body is encoded more than ${MAX_ENCODINGS} times.`);
  }
  // Encodings are listed in the order they were applied.
  for (const name of names.toReversed()) {
    const encoding = name.trim();
    if (encoding === '' || encoding === 'identity') continue;
    if (!isEncoding(encoding)) {
      throw new GatewayError(
        'invalid_request',
        `The content-encoding ${JSON.stringify(encoding.slice(0, 40))} is not known. Use gzip, deflate, br, zstd or none.`,
      );
    }
    try {
      plain = await DECOMPRESSORS[encoding](plain, { maxOutputLength: limit });
    } catch (cause) {
      if (isOutputTooLarge(cause)) {
        throw new GatewayError(
          'too_large',
          `The request body is larger than ${limit} bytes when decompressed.`,
          {
            cause,
          },
        );
      }
      throw new GatewayError('invalid_request', `The request body is not valid ${encoding}.`, { cause });
    }
  }
  return plain;
}

function isEncoding(name: string): name is Encoding {
  return Object.hasOwn(DECOMPRESSORS, name);
}

function isOutputTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
