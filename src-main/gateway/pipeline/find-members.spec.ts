import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMembers } from './find-members';
import { joinBody, spliceBody, toRequestBody } from '../request-body';

const NOTHING = Buffer.alloc(0);

function cut(text: string, ...names: string[]): string {
  const body = toRequestBody(Buffer.from(text));
  const { ranges } = findMembers(body, new Set(names));
  return joinBody(
    spliceBody(
      body,
      ranges.map((range) => ({ ...range, value: NOTHING })),
    ),
  ).toString();
}

describe('findMembers', () => {
  it('cuts out members and leaves all else as it is, numbers beyond 2^53 included', () => {
    const text = '{"model":"m", "seed":9007199254740993 ,"logprobs":true,"x":{"logprobs":1},"stop":["}"]}';
    expect(cut(text, 'logprobs')).toBe(
      '{"model":"m", "seed":9007199254740993 ,"x":{"logprobs":1},"stop":["}"]}',
    );
    expect(cut(text, 'stop', 'x')).toBe('{"model":"m", "seed":9007199254740993 ,"logprobs":true}');
    expect(cut(text, 'nothing')).toBe(text);
  });

  it('leaves valid JSON whatever is cut out, and keeps the rest', () => {
    const names = ['a', 'b', 'c d', '"', '\\u0061', 'ü'] as const;
    const objects = fc.dictionary(fc.constantFrom(...names), fc.jsonValue());
    fc.assert(
      fc.property(
        objects,
        fc.subarray([...names]),
        fc.constantFrom(undefined, 1),
        (object, removed, indent) => {
          const left = JSON.parse(cut(JSON.stringify(object, null, indent), ...removed)) as object;
          const kept = Object.entries(object).filter(([name]) => !removed.includes(name as 'a'));
          expect(left).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(kept))));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('knows a name written with escapes, and one that comes twice', () => {
    expect(cut('{"\\u0061":1,"b":2,"a":3}', 'a')).toBe('{"b":2}');
  });

  it('says where members can be added', () => {
    const body = toRequestBody(Buffer.from('{ "a":1, "b":2 }'));
    expect(findMembers(body, new Set(['b']))).toMatchObject({ insertAt: 7, othersStay: true });
    expect(findMembers(body, new Set(['a', 'b']))).toMatchObject({ insertAt: 1, othersStay: false });
  });
});
