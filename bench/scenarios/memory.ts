import { setTimeout as pause } from 'node:timers/promises';
import { readMemory } from '#bench/measure/process-usage';
import type { Group, Metric, RoundValues, Values } from '#bench/scenarios/scenario';
import type { Rig } from '#bench/targets/start-targets';

/** What is still being written, or collected soon, is no lasting cost. */
const SETTLE_MS = 1500;
const MEGABYTE = 1024 * 1024;

export interface MemoryRow {
  readonly title: string;
  readonly metrics: readonly Metric[];
}

const createRow = (letter: string, atMost: number): MemoryRow => ({
  title: `(${letter}) memory of each process over the whole run`,
  metrics: [
    { key: 'peak', label: 'peak resident memory', unit: 'MB', compare: 'ratio', target: { atMost } },
    { key: 'settled', label: 'after the last request', unit: 'MB', compare: 'ratio' },
  ],
});

export const MEMORY: Readonly<Record<Group, MemoryRow>> = {
  'pass-through': createRow('f', 2),
  conversion: createRow('l', 3),
};

/** Reads what the load of the other scenarios has left behind. */
export async function measureMemory({ targets }: Rig): Promise<RoundValues> {
  await pause(SETTLE_MS);
  return {
    direct: readMegabytes(targets.direct.pid),
    proxy: readMegabytes(targets.proxy.pid),
    routex: readMegabytes(targets.routex.pid),
  };
}

function readMegabytes(pid: number | null): Values {
  if (pid === null) return {};
  const { peakBytes, residentBytes } = readMemory(pid);
  return { peak: (peakBytes ?? Number.NaN) / MEGABYTE, settled: residentBytes / MEGABYTE };
}
