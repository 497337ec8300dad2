import { describe, expect, it } from 'vitest';
import { compare } from './compare';
import { formatMarkdown, formatReport } from './format-report';

const rounds = [{ direct: {}, proxy: { cpu: 153.4 }, routex: { cpu: 533.1 } }];
const sections = [
  {
    title: '(a) capacity',
    comparisons: [
      compare({ key: 'cpu', label: 'CPU', unit: 'µs', compare: 'ratio', target: { atMost: 1.3 } }, rounds),
      compare({ key: 'none', label: 'nothing', unit: 'ms', compare: 'ratio-of-added' }, rounds),
    ],
  },
];

describe('formatReport', () => {
  it('shows what was measured, what was promised, and no number where there is none', () => {
    const [, , title, cpu = '', nothing = ''] = formatReport(sections).split('\n');
    expect(title).toBe('(a) capacity');
    expect(cpu.trim().split(/\s{2,}/)).toEqual([
      'CPU, µs',
      '–',
      '153',
      '533',
      '3.48 ×',
      '3.48–3.48',
      '≤ 1.3',
      'MISS',
    ]);
    expect(nothing).not.toMatch(/NaN|\d/);
  });

  it('keeps the columns under their headings', () => {
    const [headings = '', , , cpu = ''] = formatReport(sections).split('\n');
    expect(cpu.indexOf('533') + '533'.length).toBe(headings.indexOf('Routex') + 'Routex'.length);
  });
});

describe('formatMarkdown', () => {
  it('names the scenario in each row of its one table', () => {
    expect(formatMarkdown(sections)).toContain(
      '| (a) CPU, µs | – | 153 | 533 | 3.48 × | 3.48–3.48 | ≤ 1.3 | MISS |',
    );
  });
});
