import { describe, expect, it } from 'vitest';
import { readCpuMs, readMemory } from './process-usage';

const US_PER_MS = 1000;
const BURN_MS = 60;
/** Two steps of the system's clock. */
const TOLERANCE_MS = 20;

const ownCpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / US_PER_MS;
};

describe('readCpuMs', () => {
  it('agrees with what the process itself measures', () => {
    const began = ownCpuMs();
    while (ownCpuMs() - began < BURN_MS);
    expect(Math.abs(readCpuMs(process.pid) - ownCpuMs())).toBeLessThanOrEqual(TOLERANCE_MS);
  });
});

describe('readMemory', () => {
  it('reads bytes, not kilobytes or pages, and a peak that is no less than what is in use', () => {
    const { residentBytes, peakBytes } = readMemory(process.pid);
    expect(residentBytes / process.memoryUsage.rss()).toBeCloseTo(1, 0);
    expect(peakBytes ?? residentBytes).toBeGreaterThanOrEqual(residentBytes);
  });
});
