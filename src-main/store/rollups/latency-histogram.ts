/** A value is told as the middle of its bin, which is at most this part of the value away from it. */
const RELATIVE_ERROR = 0.005;
const GROWTH = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GROWTH = Math.log(GROWTH);
/** All that took less is in the first bin. */
const SMALLEST_MS = 0.01;

/** @param ms of which two that lie within one per cent of one another may be in the same bin */
export function selectBin(ms: number): number {
  return ms <= SMALLEST_MS ? 0 : Math.ceil(Math.log(ms / SMALLEST_MS) / LOG_GROWTH);
}

/** Milliseconds: what is told of all values in the bin. */
export function selectBinValue(bin: number): number {
  return bin === 0 ? SMALLEST_MS : (SMALLEST_MS * GROWTH ** bin * 2) / (1 + GROWTH);
}

/**
 * Bins that hold something, as pairs of variable-length numbers: distance from the bin before, count. A histogram of few
 * requests takes a few bytes and one of a million a few thousand.
 */
export function encodeBins(bins: readonly number[]): Buffer {
  const bytes: number[] = [];
  let last = 0;
  for (const [bin, count] of bins.entries()) {
    if (count === 0) continue;
    pushNumber(bytes, bin - last);
    pushNumber(bytes, count);
    last = bin;
  }
  return Buffer.from(bytes);
}

/** Bins that hold something, in order; only the first `length` entries count. */
export interface BinPairs {
  readonly length: number;
  readonly bins: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
}

/** Reused from one histogram to the next: thousands are read for one screen. */
let scratchBins = new Float64Array(1024);
let scratchCounts = new Float64Array(1024);

/** Valid until the next one is decoded. Bytes that end within a number end the histogram. */
export function decodeBins(bytes: Uint8Array): BinPairs {
  if (bytes.length > scratchBins.length) {
    scratchBins = new Float64Array(bytes.length * 2);
    scratchCounts = new Float64Array(bytes.length * 2);
  }
  const bins = scratchBins;
  const counts = scratchCounts;
  let length = 0;
  let bin = 0;
  let value = 0;
  let scale = 1;
  let isCount = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte >= 0x80) {
      scale *= 128;
      continue;
    }
    if (isCount) {
      bins[length] = bin;
      counts[length] = value;
      length += 1;
    } else bin += value;
    isCount = !isCount;
    value = 0;
    scale = 1;
  }
  return { length, bins, counts };
}

function pushNumber(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}
