import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines } from './diff-lines';

describe('diffLines', () => {
  it('shows what was added and removed, with two lines around it', () => {
    expect(diffLines('a\nb\nc\nd\ne\nf\n', 'a\nb\nc\nX\ne\nf\n')).toEqual([
      { kind: 'same', line: 2, text: 'b' },
      { kind: 'same', line: 3, text: 'c' },
      { kind: 'removed', line: 4, text: 'd' },
      { kind: 'added', line: 4, text: 'X' },
      { kind: 'same', line: 5, text: 'e' },
      { kind: 'same', line: 6, text: 'f' },
    ]);
    expect(diffLines('', 'a\n')).toEqual([{ kind: 'added', line: 1, text: 'a' }]);
    expect(diffLines('a', 'a')).toEqual([]);
  });

  it('tells each changed line of either side once, and none that is in both', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
    fc.assert(
      fc.property(lines, lines, (old, now) => {
        const diff = diffLines(old.join('\n'), now.join('\n'));
        const kept = old.length - diff.filter(({ kind }) => kind === 'removed').length;
        expect(now.length - diff.filter(({ kind }) => kind === 'added').length).toBe(kept);
        for (const { kind, line, text } of diff)
          expect((kind === 'removed' ? old : now)[line - 1]).toBe(text);
      }),
      { numRuns: 1000, seed: 8 },
    );
  });
});
