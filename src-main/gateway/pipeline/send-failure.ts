import type { Protocol, UpstreamError } from '../protocols/types';
import type { RouteTarget } from '../routing/plan-route';
import { addedHeaders } from './choose-receiver';
import type { ClientResponse } from './client-response';
import { isRetryable } from './failure-class';
import { selectResponseHeaders, type HeaderRecord, type UpstreamHeaders } from './forward-headers';
import type { UpstreamAnswer } from './receiver';

const SECOND_MS = 1000;

export interface FailedAttempt {
  readonly target: RouteTarget;
  readonly error: UpstreamError;
  readonly answer: UpstreamAnswer | null;
}

/**
 * Tells the client that no channel could answer. An upstream's own JSON error goes on with its status, headers and
 * bytes; what is not JSON, or no answer at all, gets the protocol's shape.
 */
export function sendFailure(
  client: ClientResponse,
  protocol: Protocol,
  requestId: string,
  failure: FailedAttempt,
): void {
  const { answer, error, target } = failure;
  const retryable = isRetryable(error.kind);
  const added = addedHeaders(requestId, target);

  if (
    answer !== null &&
    answer.status >= 400 &&
    target.channel.protocol === protocol.id &&
    isJson(answer.body)
  ) {
    client.start(answer.status, {
      ...selectFailureHeaders(answer.headers, error),
      ...added,
      ...(retryable ? {} : { 'x-should-retry': 'false' }),
      ...jsonType(answer.headers['content-type']),
      'content-length': String(answer.body.length),
    });
    client.end(answer.body);
    return;
  }
  const upstreamStatus = answer !== null && answer.status >= 400 ? answer.status : undefined;
  const origin =
    upstreamStatus === undefined ? target.channel.name : `${target.channel.name}, upstream ${upstreamStatus}`;
  const encoded = protocol.encodeError({
    kind: error.kind,
    message: `${error.message} (${origin})`,
    requestId,
    // Another protocol has other statuses for the same.
    status: target.channel.protocol === protocol.id ? upstreamStatus : undefined,
    retryAfterMs: error.retryAfterMs,
    code: error.code,
    retryable,
  });
  client.start(encoded.status, {
    ...encoded.headers,
    ...added,
    'content-length': String(Buffer.byteLength(encoded.body)),
  });
  client.end(encoded.body);
}

/** The upstream's own, but when to come back is for the error to say: another channel may be asked sooner. */
function selectFailureHeaders(upstream: UpstreamHeaders, { retryAfterMs }: UpstreamError): HeaderRecord {
  const { 'retry-after': _, 'retry-after-ms': milliseconds, ...headers } = selectResponseHeaders(upstream);
  if (retryAfterMs === null) return headers;
  return {
    ...headers,
    'retry-after': String(Math.ceil(retryAfterMs / SECOND_MS)),
    ...(milliseconds === undefined ? {} : { 'retry-after-ms': String(retryAfterMs) }),
  };
}

function isJson(body: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/** Some call their JSON a text or a web page, and clients then read it as one. */
function jsonType(contentType: string | string[] | undefined): HeaderRecord {
  return String(contentType).includes('json') ? {} : { 'content-type': 'application/json' };
}
