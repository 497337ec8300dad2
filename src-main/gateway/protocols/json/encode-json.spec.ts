import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeJson } from './encode-json';

const TEXTS = [
  '',
  'a',
  'é',
  '→',
  '\ud83d\ude00',
  '\ud83d',
  '\ude00',
  '"\\\n\u0000',
  'x'.repeat(3000),
  '中'.repeat(5000),
];

describe('encodeJson', () => {
  it('writes any value as JSON.stringify does, long and short, whatever characters it holds', () => {
    const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary' }));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.double(),
        fc.constantFrom(null, true, undefined),
        fc.array(tie('tree'), { maxLength: 6 }),
        fc.dictionary(fc.oneof(text, fc.constant('__proto__')), tie('tree'), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(text, tree, { maxKeys: 6 }), (value) => {
        expect(encodeJson(value).toString('utf8')).toBe(Buffer.from(JSON.stringify(value)).toString('utf8'));
      }),
      { numRuns: 300 },
    );
  });

  it('writes a text longer than what it keeps for shorter ones', () => {
    const value = { messages: ['→'.repeat(100_000), 'after'], model: 'm' };
    expect(JSON.parse(encodeJson(value).toString('utf8'))).toEqual(value);
    expect(encodeJson(['→']).toString('utf8')).toBe('["→"]');
  });

  it('gives memory that nothing else is written to', () => {
    const first = encodeJson({ messages: ['→'.repeat(3000)] });
    const copy = Buffer.from(first);
    encodeJson({ messages: ['←'.repeat(3000)] });
    expect(first.equals(copy)).toBe(true);
  });
});
