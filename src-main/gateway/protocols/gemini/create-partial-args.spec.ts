import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPartialArgs } from './create-partial-args';

function assemble(...partialArgs: object[]): unknown {
  const args = createPartialArgs();
  for (const arg of partialArgs) args.add({ partialArgs: [arg] });
  return JSON.parse(args.toJson());
}

describe('createPartialArgs', () => {
  it('puts values where their paths say', () => {
    expect(
      assemble(
        { jsonPath: '$.a', stringValue: 'x' },
        { jsonPath: '$.list[0]', numberValue: 1 },
        { jsonPath: '$.list[1].deep', boolValue: false },
        { jsonPath: "$['odd key']", nullValue: 'NULL_VALUE' },
        { jsonPath: '$["quo\\"te"]', stringValue: '' },
      ),
    ).toEqual({ a: 'x', list: [1, { deep: false }], 'odd key': null, 'quo"te': '' });
  });

  it('passes over paths that are none', () => {
    expect(
      assemble(
        { jsonPath: '$', stringValue: 'x' },
        { jsonPath: 'a', stringValue: 'x' },
        { jsonPath: '$..a', stringValue: 'x' },
        { stringValue: 'x' },
        { jsonPath: '$.a' },
      ),
    ).toEqual({});
  });

  it('makes no list of holes, and reaches no prototype', () => {
    expect(assemble({ jsonPath: '$.a[4000000000]', stringValue: 'x' })).toEqual({ a: ['x'] });
    assemble({ jsonPath: '$.__proto__.polluted', boolValue: true });
    assemble({ jsonPath: '$.constructor.prototype.polluted', boolValue: true });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('is not complete while more is to come', () => {
    const args = createPartialArgs();
    args.add({ willContinue: true, partialArgs: [{ jsonPath: '$.a', numberValue: 1 }] });
    expect(args.toJson()).toBe('{"a":1');
    args.add({});
    expect(args.toJson()).toBe('{"a":1}');
  });

  it('never throws', () => {
    const piece = fc.record({
      jsonPath: fc.oneof(fc.string(), fc.stringMatching(/^\$([.[][a0'"\]]{0,3}){0,4}$/)),
      stringValue: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(assemble(...pieces)).toBeTypeOf('object');
      }),
    );
  });
});
