import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompressBody } from './decompress-body';

const PLAIN = Buffer.from('{"model":"m"}');
const LIMIT = 1000;

describe('compressed request bodies', () => {
  it.each([
    ['gzip', gzipSync(PLAIN)],
    ['x-gzip', gzipSync(PLAIN)],
    ['GZIP', gzipSync(PLAIN)],
    ['deflate', deflateSync(PLAIN)],
    ['br', brotliCompressSync(PLAIN)],
    ['zstd', zstdCompressSync(PLAIN)],
    ['identity', PLAIN],
    ['deflate, gzip', gzipSync(deflateSync(PLAIN))],
  ])('%s is undone', async (encoding, body) => {
    expect((await decompressBody(body, encoding, LIMIT)).equals(PLAIN)).toBe(true);
  });

  it('does not unfold a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    await expect(decompressBody(bomb, 'gzip', LIMIT)).rejects.toMatchObject({ kind: 'too_large' });
  });

  it.each([
    ['rot13', PLAIN],
    ['constructor', PLAIN],
    ['gzip', PLAIN],
    ['gzip', gzipSync(PLAIN).subarray(0, 12)],
  ])('%s that cannot be read is refused', async (encoding, body) => {
    await expect(decompressBody(body, encoding, LIMIT)).rejects.toMatchObject({ kind: 'invalid_request' });
  });
});
