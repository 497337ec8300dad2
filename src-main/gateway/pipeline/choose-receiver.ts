import type { RouteTarget } from '../routing/plan-route';
import type { UpstreamResponse } from '../providers/upstream-client';
import type { AttemptContext } from './attempt-context';
import { createErrorCollector } from './collect-error';
import { createStreamConversion } from './convert-stream';
import { createWholeConversion } from './convert-whole';
import type { ConvertedCall } from './create-conversion';
import { selectResponseHeaders, type HeaderRecord, type UpstreamHeaders } from './forward-headers';
import type { Receiver, Settlement } from './receiver';
import { createStreamRelay } from './relay-stream';
import { createWholeRelay } from './relay-whole';
import { createSniffer } from './sniff-answer';

const EVENT_STREAM = 'text/event-stream';
const EVENT_STREAM_TYPE = `${EVENT_STREAM}; charset=utf-8`;

interface UpstreamAnswerStart {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  readonly upstream: UpstreamResponse;
  /** Set when it comes in another protocol than the client's. */
  readonly converted: ConvertedCall | null;
}

interface AnswerListeners {
  readonly onFirstToken: () => void;
  readonly onSettled: (settlement: Settlement) => void;
}

/** What takes the body of an answer: told by its status, by what was asked for, and by what it says it is. */
export function chooseReceiver(
  context: AttemptContext,
  target: RouteTarget,
  answer: UpstreamAnswerStart,
  on: AnswerListeners,
): Receiver {
  const { status, headers, upstream } = answer;
  const { protocol, client, memory } = context;
  if (status >= 400) {
    return createErrorCollector({ status, headers, now: () => context.clock.now(), upstream, memory, ...on });
  }
  const added = addedHeaders(context.requestId, target);
  if (answer.converted !== null) return chooseConversion(context, answer, answer.converted, added, on);

  const watch = context.history.watch(target.channel);
  const whole = (): Receiver =>
    createWholeRelay({
      watch,
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
      watch,
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

/** What was asked for decides how the answer is written, and what it is how it is read. */
function chooseConversion(
  context: AttemptContext,
  { status, headers, upstream }: UpstreamAnswerStart,
  { conversion, converter, target }: ConvertedCall,
  added: HeaderRecord,
  on: AnswerListeners,
): Receiver {
  const { client, memory } = context;
  const whole = (form: 'json' | 'events'): Receiver =>
    createWholeConversion(
      {
        converter,
        target,
        status,
        upstreamHeaders: headers,
        upstream,
        memory,
        send: (response) => {
          conversion.send(response, added);
        },
        ...on,
      },
      form,
    );
  const events = (): Receiver =>
    context.prepared.stream
      ? createStreamConversion({
          converter,
          stream: conversion.openStream(),
          client,
          upstream,
          memory,
          headers: added,
          ...on,
        })
      : whole('events');
  if (headers['content-type']?.includes(EVENT_STREAM) === true) return events();
  return createSniffer((form) => {
    const isArray = form === 'array' && target.protocol === 'gemini';
    return form === 'events' || isArray ? events() : whole('json');
  });
}

/** What Routex says of its own on every answer it passes on. */
export function addedHeaders(requestId: string, target: RouteTarget): HeaderRecord {
  return { 'x-routex-request-id': requestId, 'x-routex-channel': target.channel.id };
}
