import { createSums, type Sums } from '#main/store/analytics-sums';
import { encodeBins } from '#main/store/rollups/latency-histogram';
import type { Failures, Rollup } from '#main/store/rollups/rollup';

/** Whose figures a rollup has: of all requests, of one member of one kind, or of one of each. */
export type RollupScope = 'all' | 'channel' | 'model' | 'client' | 'each';

export interface RollupKey {
  readonly widthMs: number;
  readonly scope: RollupScope;
  /** Milliseconds since the epoch, a multiple of the width. */
  readonly start: number;
  /** Empty for what reached no channel, and where the scope is another. */
  readonly channelId: string;
  readonly model: string;
  readonly client: string;
}

/** Members of the sums and the columns they are kept in. */
const SUM_COLUMNS = {
  requests: 'requests',
  success: 'success',
  failed: 'failed',
  refused: 'refused',
  cancelled: 'cancelled',
  failedOver: 'failed_over',
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  cacheReadTokens: 'cache_read_tokens',
  cacheWriteTokens: 'cache_write_tokens',
  reasoningTokens: 'reasoning_tokens',
  costMicroUsd: 'cost_micro_usd',
  unpriced: 'unpriced',
  speeds: 'speeds',
  speedSum: 'speed_sum',
} as const satisfies Record<keyof Sums, string>;

const SUMS = Object.keys(SUM_COLUMNS) as (keyof Sums)[];
const KEY_COLUMNS = ['width_ms', 'scope', 'start', 'channel_id', 'model', 'client'] as const;

export interface RollupFigures {
  readonly failures: string;
  readonly totalMs: Uint8Array;
  readonly firstTokenMs: Uint8Array;
}
export type RollupRow = Sums & RollupFigures;

/** As the columns of a SELECT whose rows are `RollupRow`. */
export const ROLLUP_FIGURES = [
  ...SUMS.map((name) => `${SUM_COLUMNS[name]} AS ${name}`),
  'failures',
  'total_ms AS totalMs',
  'first_token_ms AS firstTokenMs',
].join(', ');

export const ROLLUP_KEY = KEY_COLUMNS.map((column) => `${column} = ?`).join(' AND ');

const COLUMNS = [
  ...KEY_COLUMNS,
  ...SUMS.map((name) => SUM_COLUMNS[name]),
  'failures',
  'total_ms',
  'first_token_ms',
];

export const REPLACE_ROLLUP = `INSERT OR REPLACE INTO rollups (${COLUMNS.join(', ')})
  VALUES (${COLUMNS.map(() => '?').join(', ')})`;

/** In the order of `ROLLUP_KEY`. */
export function convertToKeyValues({
  widthMs,
  scope,
  start,
  channelId,
  model,
  client,
}: RollupKey): (string | number)[] {
  return [widthMs, scope, start, channelId, model, client];
}

/** In the order of `REPLACE_ROLLUP`. */
export function convertToRollupValues(key: RollupKey, rollup: Rollup): (string | number | Buffer)[] {
  return [
    ...convertToKeyValues(key),
    ...SUMS.map((name) => rollup.sums[name]),
    JSON.stringify(rollup.failures),
    encodeBins(rollup.totalMs),
    encodeBins(rollup.firstTokenMs),
  ];
}

export function convertToSums(row: Sums): Sums {
  const sums = createSums();
  for (const name of SUMS) sums[name] = row[name];
  return sums;
}

export function parseFailures(text: string): Failures {
  return text === '{}' ? {} : (JSON.parse(text) as Failures);
}
