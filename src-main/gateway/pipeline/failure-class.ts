import type { ErrorKind } from '#shared/domain/error-kind';

/**
 * Whose fault a failed attempt is, which decides what happens next:
 * - `client`: no other channel would do better, or none should be asked; the answer goes back as it is
 * - `credential`: another key of the same channel may do better
 * - `channel`: the next channel is tried
 */
export type FailureClass = 'client' | 'credential' | 'channel';

export function classifyFailure(kind: ErrorKind): FailureClass {
  switch (kind) {
    case 'invalid_request':
    case 'context_length':
    case 'content_policy':
    case 'too_large':
    case 'cancelled':
    case 'shutting_down':
    case 'paused':
    case 'at_capacity':
    case 'too_many_attempts':
      return 'client';
    case 'auth':
    case 'billing':
    case 'permission':
    case 'rate_limit':
      return 'credential';
    case 'not_found':
    case 'conflict':
    case 'timeout':
    case 'server_error':
    case 'unreachable':
    case 'overloaded':
    case 'bad_response':
    case 'truncated':
    case 'gateway_auth':
    case 'forbidden':
    case 'unknown_path':
    case 'method_not_allowed':
    case 'upgrade_required':
    case 'no_channel':
    case 'internal':
    // Another channel may speak the client's own protocol.
    case 'unsupported_conversion':
      return 'channel';
  }
}

/** The most telling failures first; of all others an upstream's own words come before a silent connection. */
const TELLING: readonly ErrorKind[] = ['context_length', 'invalid_request', 'rate_limit', 'overloaded'];

/** The failure a client should hear of when no channel could answer. */
export function selectMostInformative<T extends { error: { kind: ErrorKind }; answer: unknown }>(
  failures: readonly [T, ...T[]],
): T {
  const rank = (failure: T): number => {
    const telling = TELLING.indexOf(failure.error.kind);
    if (telling !== -1) return telling;
    return failure.answer === null ? TELLING.length + 1 : TELLING.length;
  };
  return failures.reduce((best, failure) => (rank(failure) < rank(best) ? failure : best));
}

/** Kinds after which the same request cannot succeed by being sent again soon. */
const FINAL: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'invalid_request',
  'context_length',
  'content_policy',
  'too_large',
  'unsupported_conversion',
  'auth',
  'billing',
  'permission',
  'not_found',
]);

/** Whether a client may expect a later try of the same request to go better. */
export function isRetryable(kind: ErrorKind): boolean {
  return !FINAL.has(kind);
}
