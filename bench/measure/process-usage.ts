import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** `USER_HZ`, the unit of times in `/proc`: 100 on every Linux that Node runs on. */
const TICK_MS = 10;
const KIBIBYTE = 1024;

export interface MemoryUsage {
  readonly residentBytes: number;
  /** Highest `residentBytes` since the process began; null where the system does not say. */
  readonly peakBytes: number | null;
}

/** CPU time, user and system, of all threads a process has and had. In steps of 10 ms. */
export function readCpuMs(pid: number): number {
  if (process.platform !== 'linux') return parseClock(askPs(pid, 'time='));
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The second field is the program's name and may hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [userTicks, systemTicks] = [Number(fields[11]), Number(fields[12])];
  return (userTicks + systemTicks) * TICK_MS;
}

export function readMemory(pid: number): MemoryUsage {
  if (process.platform !== 'linux') {
    return { residentBytes: Number(askPs(pid, 'rss=')) * KIBIBYTE, peakBytes: null };
  }
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
  return { residentBytes: kilobytes('VmRSS') * KIBIBYTE, peakBytes: kilobytes('VmHWM') * KIBIBYTE };
}

function askPs(pid: number, column: string): string {
  return execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim();
}

/** `[[hours:]minutes:]seconds`, seconds with a fraction, in milliseconds. */
function parseClock(text: string): number {
  return text.split(':').reduce((total, part) => total * 60 + Number(part), 0) * 1000;
}
