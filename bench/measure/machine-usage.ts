import { cpus } from 'node:os';

/** CPU time that programs have had on this machine since it started, all cores together. */
export function readBusyMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys, 0);
}
