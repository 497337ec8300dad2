import type { AnswerConverter } from '../conversion/create-answer-converter';
import { GatewayError } from '../errors';
import type { MemoryAccount } from '../memory-budget';
import { isUpstreamError } from '../protocols/canonical/aggregate';
import type { EncodeTarget } from '../protocols/canonical/codec';
import type { CanonicalResponse } from '../protocols/canonical/response';
import { protocols } from '../protocols';
import type { UpstreamError } from '../protocols/types';
import type { UpstreamResponse } from '../providers/upstream-client';
import type { UpstreamHeaders } from './forward-headers';
import { badResponse, parseAnswer } from './parse-answer';
import { NO_FACTS, type Receiver, type Settlement } from './receiver';

export interface WholeConversionOptions {
  readonly converter: AnswerConverter;
  readonly target: EncodeTarget;
  readonly status: number;
  readonly upstreamHeaders: UpstreamHeaders;
  readonly upstream: UpstreamResponse;
  readonly memory: MemoryAccount;
  readonly onFirstToken: () => void;
  /** Sends the answer in the way the client asked for. */
  readonly send: (response: CanonicalResponse) => void;
  readonly onSettled: (settlement: Settlement) => void;
}

const TOO_DEEP = badResponse('the upstream answered with JSON that is nested too deeply');

/** Collects an answer in one piece, or a stream where none was asked for, and converts it as a whole. */
export function createWholeConversion(options: WholeConversionOptions, form: 'json' | 'events'): Receiver {
  const { converter, target, memory, upstream, onSettled } = options;
  const aggregator = converter.collect();
  const held: Buffer[] = [];
  let heldBytes = 0;
  let settled = false;

  function settle(settlement: Settlement): void {
    settled = true;
    onSettled(settlement);
  }

  function fail(error: UpstreamError, body: Buffer | null = null): void {
    upstream.abort();
    const told = body === null ? null : { status: options.status, headers: options.upstreamHeaders, body };
    settle({ type: 'failed', error, answer: told });
  }

  function answer(response: CanonicalResponse | null): void {
    if (response === null) {
      settle({ type: 'paused', facts: NO_FACTS });
      return;
    }
    options.onFirstToken();
    options.send(response);
    const { finish, usage } = response;
    settle({
      type: 'complete',
      facts: { usage, stopReason: finish.rawReason ?? finish.reason, responseId: null },
    });
  }

  /** What cannot be written for the client is the upstream's fault: another may answer better. */
  function conclude(): void {
    try {
      if (form === 'events') readEvents();
      else readJson();
    } catch (cause) {
      if (settled) throw cause;
      if (cause instanceof GatewayError) fail(badResponse(cause.message));
      else if (cause instanceof RangeError) fail(TOO_DEEP);
      else throw cause;
    }
  }

  function readJson(): void {
    const body = Buffer.concat(held, heldBytes);
    const parsed = parseAnswer(body, options.status);
    if (parsed.problem !== null) {
      fail(parsed.problem);
      return;
    }
    const { error } = protocols[target.protocol].readResponse(parsed.value);
    if (error !== null) {
      fail(error, body);
      return;
    }
    answer(converter.response(parsed.value));
  }

  function readEvents(): void {
    for (const event of converter.end()) aggregator.push(event);
    if (converter.findPause() !== null) {
      answer(null);
      return;
    }
    const result = aggregator.result();
    if (isUpstreamError(result)) fail(result);
    else answer(result);
  }

  return {
    onData(chunk) {
      if (settled) return;
      if (!memory.take(chunk.length)) {
        fail(noRoom());
        return;
      }
      heldBytes += chunk.length;
      if (form === 'json') held.push(chunk);
      else for (const event of converter.push(chunk)) aggregator.push(event);
    },
    onEnd() {
      if (settled) return;
      conclude();
    },
    onBreak(error) {
      if (settled) return;
      if (form === 'events' && converter.isComplete()) conclude();
      else fail(error);
    },
    facts: () => NO_FACTS,
    dispose() {
      settled = true;
      memory.give(heldBytes);
      heldBytes = 0;
    },
  };
}

function noRoom(): UpstreamError {
  return {
    kind: 'at_capacity',
    message: 'Routex has no room to hold this answer ("limits.bufferedBytes" in its settings)',
    status: null,
    retryAfterMs: 1000,
  };
}
