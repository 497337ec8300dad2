import type { MemoryAccount } from '../memory-budget';
import type { Protocol, StreamFraming, UpstreamError } from '../protocols/types';
import { parseJson } from '../protocols/json/read';
import type { UpstreamResponse } from '../providers/upstream-client';
import type { ClientResponse } from './client-response';
import type { HeaderRecord } from './forward-headers';
import type { Receiver, Settlement } from './receiver';

/** Most bytes held back while a stream has no content yet. OpenAI's first two events each repeat the whole request. */
const HOLD_BYTES = 1024 * 1024;

/** After a stream's last event, or its error, the upstream has this long to close it by itself. */
const TERMINAL_GRACE_MS = 3000;

/**
 * A stream that is complete but may go on (usage, another choice, a closing marker) is over after this much silence.
 * Long, because what comes late would be lost.
 */
const SOFT_SILENCE_MS = 30_000;

export interface StreamRelayOptions {
  readonly protocol: Protocol;
  readonly framing: StreamFraming;
  readonly requestId: string;
  readonly status: number;
  /** Already selected for the client. */
  readonly headers: HeaderRecord;
  readonly client: ClientResponse;
  readonly upstream: UpstreamResponse;
  readonly memory: MemoryAccount;
  readonly commitWaitMs: number;
  /** Sees the bytes that go through; null: nobody asks. */
  readonly watch: ((chunk: Buffer) => void) | null;
  /** The first content event has come in. */
  readonly onFirstToken: () => void;
  readonly onSettled: (settlement: Settlement) => void;
}

/**
 * Passes a stream on byte by byte. Until its first content event it is held back, so that another channel can still
 * answer; from then on each packet is forwarded first and read afterwards, for usage and for the way it ends.
 */
export function createStreamRelay(options: StreamRelayOptions): Receiver {
  const { client, upstream, protocol, memory } = options;
  const tap = protocol.createStreamTap(options.framing, memory);
  const { facts } = tap;
  let held: Buffer[] | null = [];
  /** Taken from the memory all requests share. */
  let heldBytes = 0;
  let contentSeen = false;
  let settled = false;
  let closing = false;
  let waiting = false;
  let grace: NodeJS.Timeout | null = null;
  let commitTimer: NodeJS.Timeout | null = null;
  // Most often content comes in the same packet as the headers, and nothing is waited for.
  process.nextTick(limitWait);

  function dispose(): void {
    settled = true;
    giveBack();
    if (commitTimer !== null) clearTimeout(commitTimer);
    if (grace !== null) clearTimeout(grace);
  }

  function giveBack(): void {
    memory.give(heldBytes);
    heldBytes = 0;
  }

  function limitWait(): void {
    if (held !== null && !settled) commitTimer = setTimeout(stopHolding, options.commitWaitMs);
  }

  /** In a race silence does not win: another may still have something to say. */
  function stopHolding(): void {
    client.whenAlone(() => {
      if (!settled) commit();
    });
  }

  function settle(settlement: Settlement): void {
    dispose();
    options.onSettled(settlement);
  }

  function commit(): void {
    if (held === null) return;
    if (commitTimer !== null) clearTimeout(commitTimer);
    client.start(options.status, options.headers);
    if (held.length === 0) client.flushHeaders();
    for (const chunk of held) client.write(chunk);
    held = null;
    giveBack();
  }

  function fail(error: UpstreamError): void {
    upstream.abort();
    settle({ type: 'failed', error, answer: null });
  }

  function breakOff(error: UpstreamError): void {
    if (!facts.atBoundary) {
      client.breakOff();
    } else if (facts.error !== null) {
      // The upstream's own error event has told the client already.
      client.end();
    } else {
      client.end(
        protocol.encodeStreamError(
          {
            kind: error.kind,
            message: error.message,
            requestId: options.requestId,
            retryAfterMs: error.retryAfterMs,
          },
          facts,
          options.framing,
        ),
      );
    }
    settle({ type: 'broken', error, facts });
  }

  function finish(): void {
    client.end();
    settle(
      facts.error === null ? { type: 'complete', facts } : { type: 'broken', error: facts.error, facts },
    );
  }

  /** An upstream that has said its last word, or all it must, need not close the stream for the client to go on. */
  function waitForEnd(): void {
    waiting = false;
    if (settled || closing) return;
    if (facts.ending === 'terminal' || facts.error !== null) {
      closing = true;
      if (grace !== null) clearTimeout(grace);
      grace = setTimeout(endBySilence, TERMINAL_GRACE_MS);
    } else if (facts.ending === 'soft') {
      if (grace === null) grace = setTimeout(endBySilence, SOFT_SILENCE_MS);
      else grace.refresh();
    }
  }

  function endBySilence(): void {
    if (!closing && client.blocked) {
      // No silence: the upstream is not being read.
      grace?.refresh();
      return;
    }
    if (!closing && (facts.ending === 'open' || !facts.atBoundary)) {
      grace = null;
      return;
    }
    upstream.abort();
    commit();
    finish();
  }

  function noteContent(): void {
    if (contentSeen || !facts.contentSeen) return;
    contentSeen = true;
    options.onFirstToken();
  }

  /** The error of a body that is one JSON object, whatever its content type says. */
  function statedError(body: readonly Buffer[]): UpstreamError | null {
    const text = Buffer.concat(body).toString('utf8');
    return text.trimStart().startsWith('{') ? protocol.readResponse(parseJson(text)).error : null;
  }

  function hold(chunk: Buffer): void {
    held?.push(chunk);
    tap.push(chunk);
    noteContent();
    if (facts.contentSeen) commit();
    else if (facts.error !== null) fail(facts.error);
    else if (heldBytes + chunk.length > HOLD_BYTES || !memory.take(chunk.length)) commit();
    else heldBytes += chunk.length;
  }

  return {
    onData(chunk) {
      options.watch?.(chunk);
      if (held === null) {
        client.write(chunk);
        tap.push(chunk);
        noteContent();
      } else {
        hold(chunk);
      }
      // Most often the end comes in the same packet, and there is nothing to wait for.
      if (!waiting && !closing && (facts.ending !== 'open' || facts.error !== null)) {
        waiting = true;
        process.nextTick(waitForEnd);
      }
    },
    onEnd() {
      tap.end();
      noteContent();
      if (held !== null) {
        if (facts.error !== null) return fail(facts.error);
        // Whatever an unterminated last event held, none of it has been sent.
        if (facts.ending === 'open')
          return fail(statedError(held) ?? truncated('the stream ended before the answer began'));
        commit();
      }
      if (facts.error === null && facts.ending === 'open') {
        return breakOff(truncated('the stream ended before the answer was complete'));
      }
      return finish();
    },
    onBreak(error) {
      if (facts.ending === 'terminal' || (facts.ending === 'soft' && facts.atBoundary)) {
        // All of the answer is there; only the way the connection closed was rude.
        commit();
        return finish();
      }
      if (held !== null) return fail(error);
      return breakOff(facts.error ?? error);
    },
    facts: () => facts,
    dispose,
  };
}

function truncated(message: string): UpstreamError {
  return { kind: 'truncated', message, status: null, retryAfterMs: null };
}
