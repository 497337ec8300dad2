import type { Usage } from '#shared/domain/usage';
import type { AnswerConverter } from '../conversion/create-answer-converter';
import type { MemoryAccount } from '../memory-budget';
import type { CanonicalEvent } from '../protocols/canonical/response';
import type { UpstreamError } from '../protocols/types';
import type { UpstreamResponse } from '../providers/upstream-client';
import type { ClientResponse } from './client-response';
import type { ClientStream } from './client-stream';
import type { HeaderRecord } from './forward-headers';
import type { AnswerFacts, Receiver, Settlement } from './receiver';

/** A stream that is complete but may go on (usage, a closing marker) is over after this much silence. */
const SOFT_SILENCE_MS = 3000;
/** After its last event an upstream has this long to close by itself; then its connection is given up. */
const CLOSE_GRACE_MS = 3000;

export interface StreamConversionOptions {
  readonly converter: AnswerConverter;
  readonly stream: ClientStream;
  readonly client: ClientResponse;
  readonly upstream: UpstreamResponse;
  readonly memory: MemoryAccount;
  readonly headers: HeaderRecord;
  /** The first content event has come in. */
  readonly onFirstToken: () => void;
  readonly onSettled: (settlement: Settlement) => void;
}

/**
 * Converts a stream as it comes. Until its first content nothing of it is sent, so that another channel can still answer.
 */
export function createStreamConversion(options: StreamConversionOptions): Receiver {
  const { converter, stream, client, upstream, memory } = options;
  /** What an answer goes on with after a pause cannot be taken back either. */
  let held: CanonicalEvent[] | null = stream.hasWritten() ? null : [];
  let heldBytes = 0;
  let usage: Usage | null = null;
  let stopReason: string | null = null;
  let settled = false;
  let quiet: NodeJS.Timeout | null = null;
  const facts = (): AnswerFacts => ({ usage, stopReason, responseId: null });

  function dispose(): void {
    settled = true;
    if (quiet !== null) clearTimeout(quiet);
    memory.give(heldBytes);
    heldBytes = 0;
  }

  function settle(settlement: Settlement): void {
    dispose();
    options.onSettled(settlement);
  }

  /** Sends what was held, and from now on everything at once. */
  function commit(): void {
    if (held === null) return;
    const events = held;
    held = null;
    memory.give(heldBytes);
    heldBytes = 0;
    options.onFirstToken();
    stream.open(options.headers);
    stream.write(events);
  }

  function fail(error: UpstreamError): void {
    upstream.abort();
    if (held !== null) {
      settle({ type: 'failed', error, answer: null });
      return;
    }
    stream.write([{ type: 'error', error }]);
    stream.end();
    settle({ type: 'broken', error, facts: facts() });
  }

  function note(event: CanonicalEvent): void {
    if (event.type === 'usage') usage = event.usage;
    else if (event.type === 'finish') stopReason = event.finish.rawReason ?? event.finish.reason;
  }

  function take(events: readonly CanonicalEvent[], bytes: number): void {
    if (settled) return;
    const last = events.at(-1);
    const error = last?.type === 'error' ? last.error : null;
    const sent = error === null ? events : events.slice(0, -1);
    for (const event of sent) note(event);
    if (held === null) {
      if (sent.length > 0) stream.write(sent);
    } else {
      held.push(...sent);
      const full = !memory.take(bytes);
      if (!full) heldBytes += bytes;
      if (full || last?.type === 'finish' || sent.some(isContent)) commit();
    }
    if (error !== null) fail(error);
    else if (last?.type === 'finish') finish();
    else if (converter.findPause() !== null) pause();
    else watchSilence();
  }

  function finish(): void {
    stream.end();
    settle({ type: 'complete', facts: facts() });
    // What is left of the answer is read, so that its connection can be used again; but not for ever.
    quiet = setTimeout(() => upstream.abort(), CLOSE_GRACE_MS).unref();
  }

  /** The client hears what there is, and nothing of the pause. */
  function pause(): void {
    commit();
    settle({ type: 'paused', facts: facts() });
    quiet = setTimeout(() => upstream.abort(), CLOSE_GRACE_MS).unref();
  }

  function watchSilence(): void {
    if (!converter.isComplete()) return;
    if (quiet === null) quiet = setTimeout(endBySilence, SOFT_SILENCE_MS);
    else quiet.refresh();
  }

  function endBySilence(): void {
    if (settled) return;
    // No silence: the upstream is not being read.
    if (client.blocked) quiet?.refresh();
    else take(converter.end(), 0);
  }

  return {
    onData(chunk) {
      if (!settled) take(converter.push(chunk), chunk.length);
    },
    onEnd() {
      if (settled) {
        if (quiet !== null) clearTimeout(quiet);
        return;
      }
      take(converter.end(), 0);
      if (!settled) fail(unfinished());
    },
    onBreak(error) {
      if (settled) return;
      // All of the answer is there; only the way the connection closed was rude.
      if (converter.isComplete()) take(converter.end(), 0);
      if (!settled) fail(error);
    },
    facts,
    dispose,
  };
}

/** Whether a client that has seen it cannot be given another channel's answer. */
function isContent(event: CanonicalEvent): boolean {
  switch (event.type) {
    case 'text_delta':
    case 'refusal_delta':
    case 'reasoning_delta':
    case 'reasoning_state':
    case 'args_delta':
      return true;
    case 'part_start':
      return event.content.kind === 'serverTool' || event.content.kind === 'image';
    default:
      return false;
  }
}

function unfinished(): UpstreamError {
  return {
    kind: 'truncated',
    message: 'the stream ended before the answer was complete',
    status: null,
    retryAfterMs: null,
  };
}
