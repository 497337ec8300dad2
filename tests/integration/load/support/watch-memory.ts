import type { BuiltGateway } from '#tests/support/gateway/start-built-gateway';

const EVERY_MS = 100;

export interface MemoryWatch {
  /** Most that was seen above where it began, in bytes. */
  readonly growth: () => number;
  stop(): void;
}

/** Looks at a process's memory until it is told to stop. Linux only. */
export function watchMemory(gateway: Pick<BuiltGateway, 'memory'>): MemoryWatch {
  const before = gateway.memory().now;
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, gateway.memory().now);
  }, EVERY_MS);
  return {
    growth: () => Math.max(most, gateway.memory().now) - before,
    stop: () => clearInterval(timer),
  };
}
