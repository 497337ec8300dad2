import { UNLIMITED_MEMORY, type MemoryAccount } from '../../memory-budget';
import type { UpstreamError } from '../types';
import type { SseSplitterOptions } from '../sse/create-sse-splitter';
import type { EventSplitter } from './event-splitter';

export interface CheckedSplitterOptions {
  readonly create: (onEvent: (raw: Buffer) => void, options: SseSplitterOptions) => EventSplitter;
  readonly memory: MemoryAccount | undefined;
  readonly onEvent: (raw: Buffer) => void;
  /** Asked first, where the stream is one of server-sent events; true for what it has dealt with. */
  readonly isPlain?: SseSplitterOptions['isPlain'];
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
  const { create, memory = UNLIMITED_MEMORY, onEvent, onLoss, isPlain } = options;
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

  function readPlain(chunk: Buffer, start: number, end: number): boolean {
    check();
    if (isPlain?.(chunk, start, end) !== true) return false;
    seen += 1;
    return true;
  }

  const splitter = create(
    (raw) => {
      // The splitter has counted this one already.
      seen += 1;
      check();
      onEvent(raw);
    },
    isPlain === undefined ? { memory: account } : { memory: account, isPlain: readPlain },
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
