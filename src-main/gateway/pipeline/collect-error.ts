import type { MemoryAccount } from '../memory-budget';
import { decodeUpstreamError } from '../protocols/decode-upstream-error';
import type { UpstreamResponse } from '../providers/upstream-client';
import type { UpstreamHeaders } from './forward-headers';
import { NO_FACTS, type Receiver, type Settlement } from './receiver';

/** More than any real error; a longer one is an upstream gone wild and is cut. */
const MAX_ERROR_BYTES = 1024 * 1024;

/** Collects an error answer, classifies it, and keeps it for the client in case nobody else can answer. */
export function createErrorCollector(options: {
  status: number;
  headers: UpstreamHeaders;
  now: () => number;
  upstream: UpstreamResponse;
  memory: MemoryAccount;
  onSettled: (settlement: Settlement) => void;
}): Receiver {
  const { status, headers } = options;
  const chunks: Buffer[] = [];
  let length = 0;

  const settle = (): void => {
    const body = Buffer.concat(chunks, length);
    options.onSettled({
      type: 'failed',
      error: decodeUpstreamError(status, headers, body, options.now()),
      answer: { status, headers, body },
    });
  };

  return {
    onData(chunk) {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= MAX_ERROR_BYTES && options.memory.take(chunk.length)) return;
      options.upstream.abort();
      settle();
    },
    onEnd: settle,
    onBreak(error) {
      // The status has told what happened, and a missing end of its text changes nothing; but a stop is a stop.
      if (error.kind === 'shutting_down') options.onSettled({ type: 'failed', error, answer: null });
      else settle();
    },
    facts: () => NO_FACTS,
    dispose: () => undefined,
  };
}
