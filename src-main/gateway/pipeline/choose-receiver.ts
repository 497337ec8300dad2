import type { RouteTarget } from '../routing/plan-route';
import type { UpstreamResponse } from '../providers/upstream-client';
import type { AttemptContext } from './attempt-context';
import { createErrorCollector } from './collect-error';
import { selectResponseHeaders, type HeaderRecord, type UpstreamHeaders } from './forward-headers';
import type { Receiver, Settlement } from './receiver';
import { createStreamRelay } from './relay-stream';
import { createWholeRelay } from './relay-whole';
import { createSniffer } from './sniff-answer';

const EVENT_STREAM = 'text/event-stream';
const EVENT_STREAM_TYPE = `${EVENT_STREAM}; charset=utf-8`;

/** What takes the body of an answer: told by its status, by what was asked for, and by what it says it is. */
export function chooseReceiver(
  context: AttemptContext,
  target: RouteTarget,
  answer: { readonly status: number; readonly headers: UpstreamHeaders; readonly upstream: UpstreamResponse },
  on: { readonly onFirstToken: () => void; readonly onSettled: (settlement: Settlement) => void },
): Receiver {
  const { status, headers, upstream } = answer;
  const { protocol, client, memory } = context;
  if (status >= 400) {
    return createErrorCollector({ status, headers, now: () => context.clock.now(), upstream, memory, ...on });
  }
  const added = addedHeaders(context.requestId, target);

  const whole = (): Receiver =>
    createWholeRelay({
      protocol,
      status,
      upstreamHeaders: headers,
      extraHeaders: added,
      client,
      upstream,
      memory,
      ...on,
    });
  if (!context.prepared.stream) return whole();

  const stream = (framing: 'sse' | 'json-array', contentType: HeaderRecord): Receiver =>
    createStreamRelay({
      protocol,
      framing,
      requestId: context.requestId,
      status,
      headers: { ...selectResponseHeaders(headers), ...added, ...contentType },
      client,
      upstream,
      memory,
      commitWaitMs: context.timeouts.commitWaitMs,
      ...on,
    });
  if (headers['content-type']?.includes(EVENT_STREAM) === true) return stream('sse', {});
  return createSniffer((form) => {
    if (form === 'events') return stream('sse', { 'content-type': EVENT_STREAM_TYPE });
    if (form === 'array' && protocol.id === 'gemini') return stream('json-array', {});
    return whole();
  });
}

/** What Routex says of its own on every answer it passes on. */
export function addedHeaders(requestId: string, target: RouteTarget): HeaderRecord {
  return { 'x-routex-request-id': requestId, 'x-routex-channel': target.channel.id };
}
