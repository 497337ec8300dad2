import type { IncomingHttpHeaders } from 'node:http';
import type { Attempt } from '#shared/domain/request-record';
import type { Clock, GatewayConfig } from '../ports';
import type { Protocol, UpstreamError } from '../protocols/types';
import { describeTransportError, isStaleConnection } from '../providers/describe-transport-error';
import type { UpstreamClient, UpstreamHandler, UpstreamResponse } from '../providers/upstream-client';
import type { RouteTarget } from '../routing/plan-route';
import { buildCall, type PreparedRequest } from './build-call';
import type { ClientResponse } from './client-response';
import { createErrorCollector } from './collect-error';
import { followRedirect } from './follow-redirect';
import { selectResponseHeaders, type HeaderRecord } from './forward-headers';
import type { Receiver, Settlement } from './receiver';
import { createStreamRelay } from './relay-stream';
import { createWholeRelay } from './relay-whole';
import { createSniffer, type AnswerForm } from './sniff-answer';

/** A connection kept alive that the other side was just closing breaks within a round trip. */
const STALE_CONNECTION_MS = 1000;

const EVENT_STREAM = 'text/event-stream';
const EVENT_STREAM_TYPE = `${EVENT_STREAM}; charset=utf-8`;

export interface AttemptContext {
  readonly requestId: string;
  readonly protocol: Protocol;
  readonly prepared: PreparedRequest;
  readonly timeouts: GatewayConfig['settings']['timeouts'];
  readonly upstreams: UpstreamClient;
  readonly client: ClientResponse;
  readonly clock: Clock;
  /** Called with a function that ends the running call with an error (null: nothing runs). */
  readonly onRunning: (interrupt: ((error: UpstreamError) => void) | null) => void;
}

export interface AttemptResult {
  readonly settlement: Settlement | { readonly type: 'cancelled' };
  readonly record: Attempt;
}

/** Calls one target once and settles when its answer has gone to the client, failed, or is no longer wanted. */
export function attempt(context: AttemptContext, target: RouteTarget): Promise<AttemptResult> {
  return new Promise((resolve) => {
    startAttempt(context, target, resolve);
  });
}

function startAttempt(
  context: AttemptContext,
  target: RouteTarget,
  resolve: (result: AttemptResult) => void,
): void {
  const { clock, client, upstreams } = context;
  const startedAt = clock.now();
  const began = clock.monotonic();
  const elapsed = (): number => clock.monotonic() - began;
  const call = buildCall(context.prepared, target, context.timeouts);

  let upstream: UpstreamResponse;
  let receiver: Receiver | null = null;
  let settled = false;
  let resent = false;
  let redirects = 0;
  let stall: NodeJS.Timeout | null = null;
  let status: number | null = null;
  let upstreamRequestId: string | null = null;
  let connectMs: number | null = null;
  let firstByteMs: number | null = null;
  let firstTokenMs: number | null = null;

  function settle(settlement: AttemptResult['settlement']): void {
    if (settled) return;
    settled = true;
    if (stall !== null) clearTimeout(stall);
    context.onRunning(null);
    client.onGone(() => undefined);
    const failure = settlement.type === 'broken' || settlement.type === 'failed' ? settlement.error : null;
    resolve({
      settlement,
      record: {
        channelId: target.channel.id,
        channelName: target.channel.name,
        credentialId: target.credential?.id ?? null,
        upstreamModel: target.upstreamModel,
        reason: target.reason,
        startedAt,
        outcome:
          settlement.type === 'complete'
            ? 'success'
            : settlement.type === 'cancelled'
              ? 'cancelled'
              : 'failed',
        status,
        failure: failure === null ? null : { kind: failure.kind, message: failure.message },
        upstreamRequestId,
        timings: { connectMs, firstByteMs, firstTokenMs, endMs: elapsed() },
      },
    });
  }

  const onFirstToken = (): void => {
    firstTokenMs = elapsed();
  };

  function breakWith(error: UpstreamError): void {
    if (settled) return;
    upstream.abort();
    if (receiver === null) settle({ type: 'failed', error, answer: null });
    else receiver.onBreak(error);
  }

  const handler: UpstreamHandler = {
    onConnected() {
      connectMs = elapsed();
    },
    onHeaders(answerStatus, headers) {
      status = answerStatus;
      firstByteMs = elapsed();
      upstreamRequestId = requestIdOf(headers);
      if (answerStatus >= 300 && answerStatus < 400) redirect(answerStatus, headers);
      else receiver = chooseReceiver(answerStatus, headers);
    },
    onData(chunk) {
      receiver?.onData(chunk);
    },
    onEnd() {
      receiver?.onEnd();
    },
    onError(error) {
      if (receiver === null && !resent && isStaleConnection(error) && elapsed() < STALE_CONNECTION_MS) {
        resent = true;
        upstream = upstreams.send(call, handler);
        return;
      }
      const described = describeTransportError(error, receiver !== null);
      if (receiver === null) settle({ type: 'failed', error: described, answer: null });
      else receiver.onBreak(described);
    },
  };

  function redirect(redirectStatus: number, headers: IncomingHttpHeaders): void {
    upstream.abort();
    const next = followRedirect(call.url, redirectStatus, headers.location, redirects);
    if (next.error !== null) {
      settle({ type: 'failed', error: next.error, answer: null });
      return;
    }
    redirects += 1;
    upstream = upstreams.send({ ...call, url: next.url }, handler);
  }

  function chooseReceiver(answerStatus: number, headers: IncomingHttpHeaders): Receiver {
    if (answerStatus >= 400) {
      return createErrorCollector({
        status: answerStatus,
        headers,
        now: () => clock.now(),
        upstream,
        onSettled: settle,
      });
    }
    const added = addedHeaders(context.requestId, target);
    const whole = (): Receiver =>
      createWholeRelay({
        protocol: context.protocol,
        status: answerStatus,
        upstreamHeaders: headers,
        extraHeaders: added,
        client,
        upstream,
        onFirstToken,
        onSettled: settle,
      });
    if (!context.prepared.stream) return whole();

    const stream = (framing: 'sse' | 'json-array', contentType: string | undefined): Receiver =>
      createStreamRelay({
        protocol: context.protocol,
        framing,
        requestId: context.requestId,
        status: answerStatus,
        headers: {
          ...selectResponseHeaders(headers),
          ...added,
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
        },
        client,
        upstream,
        commitWaitMs: context.timeouts.commitWaitMs,
        onFirstToken,
        onSettled: settle,
      });
    if (headers['content-type']?.includes(EVENT_STREAM) === true) return stream('sse', undefined);
    return createSniffer((form: AnswerForm) => {
      if (form === 'events') return stream('sse', EVENT_STREAM_TYPE);
      if (form === 'array' && context.protocol.id === 'gemini') return stream('json-array', undefined);
      return whole();
    });
  }

  upstream = upstreams.send(call, handler);
  context.onRunning(breakWith);
  client.onPressure(
    () => {
      upstream.pause();
      stall = setTimeout(() => {
        upstream.abort();
        client.abandon();
        settle({ type: 'cancelled' });
      }, context.timeouts.idleMs);
    },
    () => {
      if (stall !== null) clearTimeout(stall);
      upstream.resume();
    },
  );
  client.onGone(() => {
    upstream.abort();
    settle({ type: 'cancelled' });
  });
}

const REQUEST_ID_HEADERS = ['request-id', 'x-request-id', 'x-goog-request-id'] as const;

function requestIdOf(headers: IncomingHttpHeaders): string | null {
  for (const name of REQUEST_ID_HEADERS) {
    const value = headers[name];
    if (typeof value === 'string') return value;
  }
  return null;
}

/** What Routex says of its own on every answer it passes on. */
export function addedHeaders(requestId: string, target: RouteTarget | null): HeaderRecord {
  const headers: HeaderRecord = { 'x-routex-request-id': requestId };
  if (target !== null) headers['x-routex-channel'] = target.channel.id;
  return headers;
}
