import { UNLIMITED_MEMORY, type MemoryAccount } from '../../memory-budget';
import type { UpstreamError } from '../types';
import type { EventSplitter, SplitterOptions } from './event-splitter';

export interface CheckedSplitterOptions {
  readonly create: (onEvent: (raw: Buffer) => void, options: SplitterOptions) => EventSplitter;
  readonly memory: MemoryAccount | undefined;
  readonly onEvent: (raw: Buffer) => void;
  /** An event was lost. Told once for each, and before any event that follows it. */
  readonly onLoss: (error: UpstreamError) => void;
}

const TOO_LARGE: UpstreamError = {
  kind: 'bad_response',
  message: 'The upstream sent an event that is too large.',
  status: null,
  retryAfterMs: null,
};
const NO_ROOM: UpstreamError = {
  kind: 'at_capacity',
  message: 'Routex has no room to hold an event of this answer ("limits.bufferedBytes" in its settings)',
  status: null,
  retryAfterMs: 1000,
};

/** A splitter that only counts what it cannot keep, made to say so: an answer that lacks an event is not whole. */
export function createCheckedSplitter(options: CheckedSplitterOptions): EventSplitter {
  const { create, memory = UNLIMITED_MEMORY, onEvent, onLoss } = options;
  let seen = 0;
  let refused = false;

  const account: MemoryAccount = {
    take(bytes) {
      const taken = memory.take(bytes);
      refused ||= !taken;
      return taken;
    },
    give: (bytes) => memory.give(bytes),
    close: () => memory.close(),
  };

  function check(): void {
    while (seen < splitter.countEvents()) {
      seen += 1;
      onLoss(refused ? NO_ROOM : TOO_LARGE);
      refused = false;
    }
  }

  const splitter = create(
    (raw) => {
      // The splitter has counted this one already.
      seen += 1;
      check();
      onEvent(raw);
    },
    { memory: account },
  );

  return {
    ...splitter,
    push(chunk) {
      splitter.push(chunk);
      check();
    },
    end() {
      splitter.end();
      check();
    },
  };
}
