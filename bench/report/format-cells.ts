import type { Comparison } from '#bench/report/compare';

export const HEADINGS = ['', 'direct', 'proxy', 'Routex', 'ratio', 'min–max', 'target', ''];

/** The cells of one row, under `HEADINGS`. */
export function formatCells({ metric, values, ratio, added, met }: Comparison): string[] {
  return [
    `${metric.label}, ${metric.unit}`,
    formatNumber(values.direct),
    formatNumber(values.proxy),
    formatNumber(values.routex),
    `${formatRatio(ratio.median)} ×${added === null ? '' : ` (${added < 0 ? '' : '+'}${formatNumber(added)})`}`,
    `${formatRatio(ratio.min)}–${formatRatio(ratio.max)}`,
    formatTarget(metric),
    formatVerdict(met),
  ];
}

function formatTarget({ target, unit }: Comparison['metric']): string {
  if (target === undefined) return '';
  if ('atLeast' in target) return `≥ ${target.atLeast}`;
  const absolute = target.addedAtMost === undefined ? '' : `, ≤ ${target.addedAtMost} ${unit}`;
  return `≤ ${target.atMost}${absolute}`;
}

function formatVerdict(met: boolean | null): string {
  if (met === null) return '';
  return met ? 'ok' : 'MISS';
}

function formatRatio(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(2);
}

/** Three figures: more would be noise. */
function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
