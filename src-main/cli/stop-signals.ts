import type { EventEmitter } from 'node:events';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm passes on the Ctrl+C that the terminal has already sent to all its children: two signals, one wish. */
const SAME_WISH_MS = 250;

export interface StopSignals {
  /** Somebody asked for a stop. */
  readonly asked: Promise<void>;
  /** Somebody asked again and will not wait. */
  readonly insisted: Promise<void>;
}

/** Listens for the signals that end a program, from now on and for good. */
export function watchStopSignals(process: EventEmitter, monotonic: () => number): StopSignals {
  const asked = Promise.withResolvers<void>();
  const insisted = Promise.withResolvers<void>();
  let askedAt: number | null = null;
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      if (askedAt === null) {
        askedAt = monotonic();
        asked.resolve();
      } else if (monotonic() - askedAt > SAME_WISH_MS) {
        insisted.resolve();
      }
    });
  }
  return { asked: asked.promise, insisted: insisted.promise };
}
