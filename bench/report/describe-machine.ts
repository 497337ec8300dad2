import { availableParallelism, cpus, totalmem } from 'node:os';

/** What a number depends on; nothing that names the machine. */
export function describeMachine(): object {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? null,
    memoryBytes: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}
