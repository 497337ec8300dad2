import type { ErrorKind } from '#shared/domain/error-kind';
import { followRedirect, isRedirect } from './follow-redirect';
import type { HeaderRecord, UpstreamHeaders } from '../pipeline/forward-headers';
import type { UpstreamError } from '../protocols/types';
import { describeTransportError, isStaleConnection } from './describe-transport-error';
import type { UpstreamClient, UpstreamResponse } from './upstream-client';

/** Of a longer one the start must do. */
const MAX_BYTES = 4 * 1024 * 1024;

export interface Answer {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  readonly body: Buffer;
}

export interface GetOptions {
  /** From the call to the end of its answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

type Head = Omit<Answer, 'body'>;

/**
 * Gets a whole answer, whatever its status, or the error that kept it from coming, with the status if there was one.
 * Redirects and stale connections are met as in real traffic.
 */
export function getAnswer(
  url: URL,
  headers: HeaderRecord,
  upstreams: UpstreamClient,
  { timeoutMs, signal }: GetOptions,
): Promise<Answer | { readonly error: UpstreamError }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let head: Head | null = null;
    let redirects = 0;
    let resent = false;
    let call: UpstreamResponse;

    const settle = (result: Answer | { readonly error: UpstreamError }): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      resolve(result);
    };
    const finish = (answered: Head): void => {
      settle({ ...answered, body: Buffer.concat(chunks, length) });
    };
    const fail = (error: UpstreamError): void => {
      settle({ error: { ...error, status: head?.status ?? null } });
    };
    const giveUp = (kind: ErrorKind, message: string): void => {
      call.abort();
      fail({ kind, message, status: null, retryAfterMs: null });
    };
    const cancel = (): void => giveUp('cancelled', 'the call was cancelled');

    const send = (target: URL): void => {
      call = upstreams.send(
        {
          url: target,
          method: 'GET',
          headers,
          body: null,
          headersTimeoutMs: timeoutMs,
          idleTimeoutMs: timeoutMs,
        },
        {
          onConnected: () => undefined,
          onHeaders(status, received) {
            head = { status, headers: received };
            if (isRedirect(status)) redirect(target, head);
          },
          onData(chunk) {
            chunks.push(chunk);
            length += chunk.length;
            if (length <= MAX_BYTES || head === null) return;
            call.abort();
            finish(head);
          },
          onEnd() {
            if (head !== null) finish(head);
          },
          onError(error) {
            if (head === null && !resent && isStaleConnection(error)) {
              resent = true;
              send(target);
              return;
            }
            // The status of a refusal has told what happened, whatever became of its text.
            if (head !== null && head.status >= 400) finish(head);
            else fail(describeTransportError(error, head !== null));
          },
        },
      );
    };
    const redirect = (from: URL, { status, headers: received }: Head): void => {
      call.abort();
      const { location } = received;
      const next = followRedirect(
        from,
        status,
        typeof location === 'string' ? location : undefined,
        redirects,
      );
      if (next.error !== null) return fail(next.error);
      redirects += 1;
      head = null;
      return send(next.url);
    };

    const timer = setTimeout(() => giveUp('timeout', 'no answer in time'), timeoutMs);
    send(url);
    if (signal?.aborted === true) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
  });
}
