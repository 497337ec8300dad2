/** Microseconds of the machine's monotonic clock: the same in every process, so that one can stamp and another compare. */
export function monotonicUs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000_000 + Math.floor(nanoseconds / 1000);
}
