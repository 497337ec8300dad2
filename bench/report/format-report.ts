import type { Comparison } from '#bench/report/compare';
import { formatCells, HEADINGS } from '#bench/report/format-cells';

export interface ReportSection {
  readonly title: string;
  readonly comparisons: readonly Comparison[];
}

/** A table for people: medians of each target, ratios to the minimal proxy, and whether they are what was promised. */
export function formatReport(sections: readonly ReportSection[]): string {
  const tables = sections.map(({ title, comparisons }) => ({ title, rows: comparisons.map(formatCells) }));
  const all = [HEADINGS, ...tables.flatMap(({ rows }) => rows)];
  const widths = HEADINGS.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = ([label = '', ...cells]: readonly string[]): string =>
    `  ${[label.padEnd(widths[0] ?? 0), ...cells.map((cell, index) => cell.padStart(widths[index + 1] ?? 0))].join('  ')}`.trimEnd();
  return [line(HEADINGS), ...tables.flatMap(({ title, rows }) => ['', title, ...rows.map(line)])].join('\n');
}

/** The same as one Markdown table, for docs/performance.md. */
export function formatMarkdown(sections: readonly ReportSection[]): string {
  const rule = HEADINGS.map((_, column) => (column === 0 ? '---' : '--:'));
  const rows = sections.flatMap(({ title, comparisons }) =>
    comparisons.map((comparison) => {
      const [label = '', ...cells] = formatCells(comparison);
      return [`${title.slice(0, '(a)'.length)} ${label}`, ...cells];
    }),
  );
  return [HEADINGS, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
