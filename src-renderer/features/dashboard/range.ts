import type { AnalyticsQuery } from '#shared/contract/analytics';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Periods that end now. */
export const WINDOWS = {
  '1h': HOUR_MS,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
} as const;
export type WindowName = keyof typeof WINDOWS;
export const WINDOW_NAMES = Object.keys(WINDOWS) as readonly WindowName[];

/** `from` inclusive and `to` exclusive, in milliseconds since the epoch. */
export type Range =
  | { readonly type: 'window'; readonly name: WindowName }
  | { readonly type: 'custom'; readonly from: number; readonly to: number };

export const DEFAULT_RANGE: Range = { type: 'window', name: '24h' };

/** Days begin at the reader's midnight. */
export function selectQuery(range: Range): AnalyticsQuery {
  const utcOffsetMinutes = -new Date().getTimezoneOffset();
  return range.type === 'window'
    ? { windowMs: WINDOWS[range.name], utcOffsetMinutes }
    : { from: range.from, to: range.to, utcOffsetMinutes };
}
