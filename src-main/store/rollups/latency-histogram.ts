/** A value is told as the middle of its bin, which is at most this part of the value away from it. */
const RELATIVE_ERROR = 0.005;
const GROWTH = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GROWTH = Math.log(GROWTH);
/** All that took less is in the first bin. */
const SMALLEST_MS = 0.01;

/** Number of values by bin; as long as its last bin with a value. */
export type Bins = readonly number[] | Uint32Array;

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
export function encodeBins(bins: Bins): Buffer {
  const bytes: number[] = [];
  let last = 0;
  for (const [bin, count] of bins.entries()) {
    if (count === 0 || count === undefined) continue;
    pushNumber(bytes, bin - last);
    pushNumber(bytes, count);
    last = bin;
  }
  return Buffer.from(bytes);
}

/** Calls `add` for each bin that holds something. Bytes that end within a pair end the histogram. */
export function readBins(bytes: Uint8Array, add: (bin: number, count: number) => void): void {
  let bin = 0;
  let position = 0;
  const next = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[position] ?? 0;
      position += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  };
  while (position < bytes.length) {
    bin += next();
    add(bin, next());
  }
}

function pushNumber(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}
