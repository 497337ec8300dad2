/** Cells in columns, numbers to the right; the first row is the headings. */
export function formatTable(rows: readonly (readonly string[])[], markdown: boolean): string {
  const [headings = []] = rows;
  if (markdown) {
    const rule = headings.map(() => '--:');
    return [headings, rule, ...rows.slice(1)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  }
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('   '))
    .join('\n');
}
