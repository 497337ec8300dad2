import type { MemoryAccount } from '../memory-budget';
import type { Protocol, UpstreamError } from '../protocols/types';
import type { UpstreamResponse } from '../providers/upstream-client';
import type { ClientResponse } from './client-response';
import { selectResponseHeaders, type HeaderRecord, type UpstreamHeaders } from './forward-headers';
import { parseAnswer } from './parse-answer';
import { NO_FACTS, type Receiver, type Settlement } from './receiver';

/** Answers up to this size are complete before the first byte goes out, so that a broken one can be replaced, if there is room. */
const HOLD_BYTES = 16 * 1024 * 1024;

export interface WholeRelayOptions {
  readonly protocol: Protocol;
  readonly status: number;
  readonly upstreamHeaders: UpstreamHeaders;
  /** Headers Routex adds to the answer. */
  readonly extraHeaders: HeaderRecord;
  readonly client: ClientResponse;
  readonly upstream: UpstreamResponse;
  readonly memory: MemoryAccount;
  /** Sees the bytes that go through; null: nobody asks. */
  readonly watch: ((chunk: Buffer) => void) | null;
  readonly onFirstToken: () => void;
  readonly onSettled: (settlement: Settlement) => void;
}

/** Passes on an answer in one piece: its bytes unchanged, once they are known to be an answer. */
export function createWholeRelay(options: WholeRelayOptions): Receiver {
  const { client, protocol, onSettled } = options;
  const held: Buffer[] = [];
  /** Taken from the memory all requests share. */
  let heldBytes = 0;

  const fail = (error: UpstreamError, body: Buffer | null = null): void => {
    const answer = body === null ? null : { status: options.status, headers: options.upstreamHeaders, body };
    onSettled({ type: 'failed', error, answer });
  };

  const giveBack = (): void => {
    options.memory.give(heldBytes);
    heldBytes = 0;
  };

  return {
    onData(chunk) {
      options.watch?.(chunk);
      if (client.committed) {
        client.write(chunk);
        return;
      }
      held.push(chunk);
      if (heldBytes + chunk.length <= HOLD_BYTES && options.memory.take(chunk.length)) {
        heldBytes += chunk.length;
        return;
      }
      options.onFirstToken();
      client.start(options.status, {
        ...selectResponseHeaders(options.upstreamHeaders),
        ...options.extraHeaders,
      });
      for (const piece of held.splice(0)) client.write(piece);
      giveBack();
    },
    onEnd() {
      if (client.committed) {
        client.end();
        onSettled({ type: 'complete', facts: NO_FACTS });
        return;
      }
      const body = Buffer.concat(held, heldBytes);
      const parsed = parseAnswer(body, options.status);
      if (parsed.problem !== null) return fail(parsed.problem);
      const facts = protocol.readResponse(parsed.value);
      if (facts.error !== null) return fail(facts.error, body);

      options.onFirstToken();
      client.start(options.status, {
        ...selectResponseHeaders(options.upstreamHeaders),
        ...options.extraHeaders,
        'content-length': String(body.length),
      });
      client.end(body);
      return onSettled({ type: 'complete', facts });
    },
    onBreak(error) {
      if (!client.committed) return fail(error);
      client.breakOff();
      return onSettled({ type: 'broken', error, facts: NO_FACTS });
    },
    facts: () => NO_FACTS,
    // What the client has yet to read of a whole answer is held until it has.
    dispose() {
      if (!client.committed) giveBack();
    },
  };
}
