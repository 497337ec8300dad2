import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

export interface OddBody {
  readonly name: string;
  readonly encoding?: string;
  /** @param valid the body of a good request */
  readonly build: (valid: Buffer) => Buffer;
}

const MEGABYTE = 1024 * 1024;
const BOMB = Buffer.alloc(100 * MEGABYTE, ' ');
const DEPTH = 100_000;

/** Puts a member into the object before its others. */
const withMember = (member: string) => (valid: Buffer) =>
  Buffer.from(valid.toString().replace('{', `{${member},`));
/** Made once: it takes a while. */
const bombs = new Map<string, Buffer>();
const bomb = (name: string, pack: (bytes: Buffer) => Buffer) => () => {
  const packed = bombs.get(name) ?? pack(BOMB);
  bombs.set(name, packed);
  return packed;
};

export const ODD_BODIES: readonly OddBody[] = [
  { name: 'arrays in arrays', build: withMember(`"deep":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`) },
  { name: 'objects in objects', build: withMember(`"deep":${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`) },
  { name: 'brackets that never close', build: withMember(`"deep":${'['.repeat(DEPTH)}`) },
  { name: 'a huge number', build: withMember(`"n":${'9'.repeat(100_000)}`) },
  { name: 'a huge exponent', build: withMember('"n":1e400,"m":-1e-400') },
  { name: 'a lone surrogate', build: withMember('"s":"\\ud800","t":"\\udc00\\ud800"') },
  { name: 'NUL in a key', build: withMember('"\\u0000":1,"model\\u0000":"x"') },
  { name: 'a NUL byte', build: withMember('"s":"\u0000"') },
  { name: 'a prototype', build: withMember('"__proto__":{"model":5,"stream":true},"constructor":{}') },
  { name: 'an escaped model', build: withMember('"\\u006dodel":"no-such-model"') },
  {
    name: 'ten thousand keys',
    build: withMember(Array.from({ length: 10_000 }, (_, key) => `"k${key}":${key}`).join(',')),
  },
  { name: 'white space', build: (valid) => Buffer.concat([Buffer.from(' \t\r\n'.repeat(50_000)), valid]) },
  { name: 'a byte order mark', build: (valid) => Buffer.concat([Buffer.from('\uFEFF'), valid]) },
  { name: 'UTF-16', build: (valid) => Buffer.from(valid.toString(), 'utf16le') },
  { name: 'UTF-16 with its mark', build: (valid) => Buffer.from(`\uFEFF${valid.toString()}`, 'utf16le') },
  { name: 'Latin-1', build: (valid) => Buffer.from(valid.toString().replace('user', 'usér'), 'latin1') },
  { name: 'a body twice', build: (valid) => Buffer.concat([valid, valid]) },
  { name: 'a form', build: () => Buffer.from('model=test-model&messages=hello') },
  {
    name: 'XML',
    build: () =>
      Buffer.from('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
  },
  { name: 'NDJSON', build: (valid) => Buffer.from(`${valid.toString()}\n${valid.toString()}`) },
  { name: 'a body past the limit', build: () => Buffer.alloc(1.5 * MEGABYTE, '{') },
  { name: 'a gzip bomb', encoding: 'gzip', build: bomb('gzip', gzipSync) },
  {
    name: 'a gzip bomb in gzip',
    encoding: 'gzip, gzip',
    build: bomb('twice', (bytes) => gzipSync(gzipSync(bytes))),
  },
  { name: 'a brotli bomb', encoding: 'br', build: bomb('br', brotliCompressSync) },
  { name: 'a zstd bomb', encoding: 'zstd', build: bomb('zstd', (bytes) => zstdCompressSync(bytes)) },
  { name: 'a deflate bomb', encoding: 'deflate', build: bomb('deflate', deflateSync) },
  { name: 'gzip cut short', encoding: 'gzip', build: (valid) => gzipSync(valid).subarray(0, -5) },
  {
    name: 'gzip with a tail',
    encoding: 'gzip',
    build: (valid) => Buffer.concat([gzipSync(valid), Buffer.from('tail')]),
  },
  {
    name: 'two gzip members',
    encoding: 'gzip',
    build: (valid) => Buffer.concat([gzipSync(valid), gzipSync(valid)]),
  },
  { name: 'gzip that says it is brotli', encoding: 'br', build: (valid) => gzipSync(valid) },
  { name: 'raw deflate', encoding: 'deflate', build: (valid) => deflateRawSync(valid) },
  { name: 'text that says it is zstd', encoding: 'zstd', build: (valid) => valid },
  {
    name: 'a hundred encodings',
    encoding: Array.from({ length: 100 }, () => 'gzip').join(','),
    build: (valid) => valid,
  },
  { name: 'an encoding nobody knows', encoding: 'constructor', build: (valid) => valid },
  { name: 'nothing, gzipped', encoding: 'gzip', build: () => gzipSync('') },
  { name: 'nothing at all', encoding: 'gzip', build: () => Buffer.alloc(0) },
];
