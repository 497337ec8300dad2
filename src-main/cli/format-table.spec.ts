import { describe, expect, it } from 'vitest';
import { formatTable } from './format-table';

describe('formatTable', () => {
  it('aligns columns that hold Chinese', () => {
    expect(
      formatTable(
        ['名称', 'B'],
        [
          ['渠道一', '1'],
          ['abc', '2'],
        ],
      ),
    ).toEqual(['名称    B', '渠道一  1', 'abc     2']);
  });

  it('shows control characters instead of obeying them', () => {
    expect(formatTable(['A'], [['x\u001B[2J\n']])).toEqual(['A', 'x\ufffd[2J\ufffd']);
  });
});
