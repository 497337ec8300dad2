import fc from 'fast-check';

/** One change to some bytes. Places are fractions, so that a change fits whatever it is applied to. */
export type Mutation = (bytes: Buffer) => Buffer;

const place = fc.double({ min: 0, max: 1, noNaN: true });

/** What parsers stumble over: of JSON, of UTF-8, of HTTP. */
const DICTIONARY: readonly (string | Buffer)[] = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  'true',
  '-',
  '1e999',
  '-0',
  '0x1',
  '1.',
  'NaN',
  'Infinity',
  '9'.repeat(400),
  '"\\ud800"',
  '"\\u0000"',
  '"\\u00"',
  '\\',
  '/*',
  '//',
  "'",
  '"model":',
  '"model":"other",',
  '"stream":true,',
  '"__proto__":{"model":"x"},',
  '\u0000',
  '\uFEFF',
  '\u2028',
  '\r\n',
  '\n',
  '\r',
  '\t',
  ' '.repeat(50),
  Buffer.from([0xff]),
  Buffer.from([0xc0, 0x80]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  '[['.repeat(2000),
  '{"a":'.repeat(2000),
  'x'.repeat(5000),
];

const at = (bytes: Buffer, fraction: number): number => Math.floor(fraction * bytes.length);

function splice(bytes: Buffer, start: number, end: number, put: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(Math.max(start, end))]);
}

const flip = fc.tuple(place, fc.nat(7)).map(([where, bit]): Mutation => (bytes) => {
  const changed = Buffer.from(bytes);
  const index = at(bytes, where);
  if (index < changed.length) changed.writeUInt8(changed.readUInt8(index) ^ (1 << bit), index);
  return changed;
});
const cutOut = fc.tuple(place, fc.nat(40)).map(
  ([where, length]): Mutation =>
    (bytes) =>
      splice(bytes, at(bytes, where), at(bytes, where) + length, Buffer.alloc(0)),
);
const truncate = place.map(
  (where): Mutation =>
    (bytes) =>
      bytes.subarray(0, at(bytes, where)),
);
const insert = fc.tuple(place, fc.constantFrom(...DICTIONARY)).map(
  ([where, word]): Mutation =>
    (bytes) =>
      splice(bytes, at(bytes, where), at(bytes, where), Buffer.from(word)),
);
const overwrite = fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 12 })).map(
  ([where, put]): Mutation =>
    (bytes) =>
      splice(bytes, at(bytes, where), at(bytes, where) + put.length, Buffer.from(put)),
);
const duplicate = fc.tuple(place, fc.nat(80)).map(([where, length]): Mutation => (bytes) => {
  const start = at(bytes, where);
  return splice(bytes, start, start, bytes.subarray(start, start + length));
});

/** Up to four changes, one after the other. */
export const mutations: fc.Arbitrary<Mutation> = fc
  .array(fc.oneof(flip, cutOut, truncate, insert, overwrite, duplicate), { minLength: 1, maxLength: 4 })
  .map(
    (steps): Mutation =>
      (bytes) =>
        steps.reduce((changed, step) => step(changed), bytes),
  );
