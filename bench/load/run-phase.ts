import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { createTraffic, type Traffic } from '#bench/load/create-traffic';
import type { Phase, PhaseResult } from '#bench/load/phase';
import { readBusyMs } from '#bench/measure/machine-usage';
import { readCpuMs } from '#bench/measure/process-usage';
import { monotonicUs } from '#bench/traffic/monotonic';

const US_PER_SECOND = 1_000_000;

/** Puts load on one target: a ramp, the window that is measured, and the wait for answers still under way. */
export async function runPhase(phase: Phase): Promise<PhaseResult> {
  const pool = new Pool(phase.target.origin, { pipelining: 1, connections: null });
  const traffic = createTraffic(phase, pool);
  const recorders = [...traffic.recorders];
  try {
    traffic.start();
    await pause(phase.rampMs);
    for (const [, recorder] of recorders) recorder.open();
    const busyBefore = readBusyMs();
    const cpuBefore = readCpu(phase.watch);
    const beganUs = monotonicUs();
    await windowOf(phase, traffic);
    const seconds = (monotonicUs() - beganUs) / US_PER_SECOND;
    const cpuAfter = readCpu(phase.watch);
    const machineMs = readBusyMs() - busyBefore;
    for (const [, recorder] of recorders) recorder.shut();
    const tally = await traffic.drain();
    return {
      ...tally,
      seconds,
      machineMs,
      flows: Object.fromEntries(recorders.map(([name, recorder]) => [name, recorder.result()])),
      cpuMs: Object.fromEntries(
        Object.keys(phase.watch).map((name) => [name, (cpuAfter[name] ?? 0) - (cpuBefore[name] ?? 0)]),
      ),
    };
  } finally {
    await pool.destroy();
  }
}

async function windowOf({ windowMs, answers }: Phase, traffic: Traffic): Promise<void> {
  if (answers === undefined) {
    await pause(windowMs);
    return;
  }
  const limit = new AbortController();
  const timeout = pause(windowMs, undefined, { signal: limit.signal }).catch(() => {});
  await Promise.race([traffic.untilAnswers(answers), timeout]);
  limit.abort();
}

function readCpu(watch: Phase['watch']): Record<string, number> {
  return Object.fromEntries(Object.entries(watch).map(([name, pid]) => [name, readCpuMs(pid)]));
}
