import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertByteOffsets, convertUnitOffsets } from './text-offsets';

describe('convertByteOffsets', () => {
  it('counts an emoji as two units and a half-said character to its end', () => {
    expect([...convertByteOffsets('a👋ü', [0, 1, 3, 5, 7, 8, -1, 0.5])]).toEqual([
      [0, 0],
      [1, 1],
      [3, 3],
      [5, 3],
      [7, 4],
    ]);
  });

  it('comes back to where it began', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        let end = 0;
        const ends = [...text].map((char) => (end += char.length));
        const bytes = convertUnitOffsets(text, ends);
        const units = convertByteOffsets(text, [...bytes.values()]);
        expect(ends.map((offset) => units.get(bytes.get(offset) ?? -1))).toEqual(ends);
      }),
    );
  });
});
