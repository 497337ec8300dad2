import type { Attempt } from '#shared/domain/request-record';
import type { UpstreamError } from '../protocols/types';
import { describeTransportError, isStaleConnection } from '../providers/describe-transport-error';
import { HandlerFault, type UpstreamHandler, type UpstreamResponse } from '../providers/upstream-client';
import type { RouteTarget } from '../routing/plan-route';
import type { AttemptContext } from './attempt-context';
import { buildCall } from './build-call';
import { chooseReceiver } from './choose-receiver';
import type { ConvertedCall } from './create-conversion';
import { followRedirect, isRedirect } from '../providers/follow-redirect';
import { maskSecrets } from './mask-secrets';
import { openUpstream } from './open-upstream';
import { NO_FACTS, type AttemptSettlement, type Receiver } from './receiver';

/** A connection kept alive that the other side was just closing breaks within a round trip. */
const STALE_CONNECTION_MS = 1000;

export interface AttemptResult {
  readonly settlement: AttemptSettlement;
  /** A connection kept alive broke before any answer: it was just being closed, and sending again is likely to work. */
  readonly staleConnection: boolean;
  readonly record: Attempt;
}

/** Calls one target once and settles when its answer has gone to the client, failed, or is no longer wanted. */
export function attempt(
  context: AttemptContext,
  target: RouteTarget,
  /** Set when the request goes out in another protocol. */
  converted: ConvertedCall | null = null,
): Promise<AttemptResult> {
  return new Promise((resolve) => {
    startAttempt(context, target, converted, resolve);
  });
}

function startAttempt(
  context: AttemptContext,
  target: RouteTarget,
  converted: ConvertedCall | null,
  resolve: (result: AttemptResult) => void,
): void {
  const { clock, client } = context;
  const upstreams = openUpstream(context, target);
  const startedAt = clock.now();
  const began = clock.monotonic();
  const elapsed = (): number => clock.monotonic() - began;
  const call = converted?.call ?? buildCall(context.prepared, target, context.timeouts);
  const tape = context.exchange?.beginAttempt(target, call) ?? null;

  let upstream: UpstreamResponse;
  let receiver: Receiver | null = null;
  let settled = false;
  let reusedConnection = false;
  let staleConnection = false;
  let redirects = 0;
  let stall: NodeJS.Timeout | null = null;
  let status: number | null = null;
  let upstreamRequestId: string | null = null;
  let connectMs: number | null = null;
  let firstByteMs: number | null = null;
  let firstTokenMs: number | null = null;

  function settle(settlement: AttemptSettlement): void {
    if (settled) return;
    settled = true;
    if (stall !== null) clearTimeout(stall);
    receiver?.dispose();
    upstreams.end?.();
    context.onRunning(null);
    client.onGone(() => undefined);
    const masked = maskSecrets(settlement, target.credential, context.redact);
    resolve({
      settlement: masked,
      staleConnection,
      record: {
        channelId: target.channel.id,
        channelName: target.channel.name,
        credentialId: target.credential?.id ?? null,
        upstreamModel: target.upstreamModel,
        reason: target.reason,
        startedAt,
        outcome: OUTCOMES[masked.type],
        status,
        failure: 'error' in masked ? { kind: masked.error.kind, message: masked.error.message } : null,
        upstreamRequestId,
        timings: { connectMs, firstByteMs, firstTokenMs, endMs: elapsed() },
      },
    });
  }

  const fail = (error: UpstreamError): void => settle({ type: 'failed', error, answer: null });
  const cancel = (): void => {
    upstream.abort();
    settle({ type: 'cancelled', facts: receiver?.facts() ?? NO_FACTS });
  };

  function breakWith(error: UpstreamError): void {
    if (settled) return;
    upstream.abort();
    if (receiver === null) fail(error);
    else breakReceiver(receiver, error);
  }

  function breakReceiver(broken: Receiver, error: UpstreamError): void {
    try {
      broken.onBreak(error);
    } catch (cause) {
      fault(cause);
    }
  }

  /** The code that reads the answer is broken itself, so it is not asked to end it. */
  function fault(cause: unknown): void {
    context.onFault(cause);
    if (settled) return undefined;
    const error = ownFault();
    if (!client.committed) return fail(error);
    client.breakOff();
    return settle({ type: 'broken', error, facts: NO_FACTS });
  }

  const handler: UpstreamHandler = {
    onConnected(reused) {
      connectMs = elapsed();
      reusedConnection = reused;
    },
    onHeaders(answerStatus, headers) {
      status = answerStatus;
      firstByteMs = elapsed();
      upstreamRequestId = requestIdOf(headers);
      context.health.noteAnswer(target, answerStatus, headers);
      tape?.onHeaders(answerStatus, headers);
      if (isRedirect(answerStatus)) return redirect(answerStatus, headers.location);
      receiver = chooseReceiver(
        context,
        target,
        { status: answerStatus, headers, upstream, converted },
        {
          onFirstToken: () => {
            firstTokenMs = elapsed();
          },
          onSettled: settle,
        },
      );
      return undefined;
    },
    onData(chunk) {
      receiver?.onData(chunk);
      tape?.onData(chunk, elapsed());
    },
    onEnd() {
      receiver?.onEnd();
    },
    onError(error) {
      if (error instanceof HandlerFault) return fault(error.cause);
      if (receiver !== null) return breakReceiver(receiver, describeTransportError(error, true));
      staleConnection = reusedConnection && isStaleConnection(error) && elapsed() < STALE_CONNECTION_MS;
      return fail(describeTransportError(error, false));
    },
  };

  function redirect(redirectStatus: number, location: string | undefined): void {
    upstream.abort();
    const next = followRedirect(call.url, redirectStatus, location, redirects);
    if (next.error !== null) return fail(next.error);
    redirects += 1;
    upstream = upstreams.send({ ...call, url: next.url }, handler);
    return undefined;
  }

  upstream = upstreams.send(call, handler);
  // A call that cannot even be written fails before it is under way.
  if (settled) return;
  context.onRunning(breakWith);
  client.onPressure(
    () => {
      upstream.pause();
      stall = setTimeout(() => {
        cancel();
        client.abandon();
      }, context.timeouts.idleMs);
    },
    () => {
      if (stall !== null) clearTimeout(stall);
      upstream.resume();
    },
  );
  client.onGone(cancel);
}

const OUTCOMES = {
  complete: 'success',
  paused: 'success',
  broken: 'failed',
  failed: 'failed',
  cancelled: 'cancelled',
} as const;

const REQUEST_ID_HEADERS = ['request-id', 'x-request-id', 'x-goog-request-id'] as const;

function requestIdOf(headers: Readonly<Record<string, string | string[] | undefined>>): string | null {
  for (const name of REQUEST_ID_HEADERS) {
    const value = headers[name];
    if (typeof value === 'string') return value;
  }
  return null;
}

function ownFault(): UpstreamError {
  return {
    kind: 'internal',
    message: 'Routex failed to read the answer; its log says why',
    status: null,
    retryAfterMs: null,
  };
}
