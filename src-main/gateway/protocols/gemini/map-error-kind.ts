import type { ErrorKind } from '#shared/domain/error-kind';

export interface GeminiErrorStatus {
  readonly status: number;
  /** Name of a google.rpc.Code. */
  readonly name: string;
}

const ERROR_STATUSES: Readonly<Record<ErrorKind, GeminiErrorStatus>> = {
  invalid_request: { status: 400, name: 'INVALID_ARGUMENT' },
  context_length: { status: 400, name: 'INVALID_ARGUMENT' },
  content_policy: { status: 400, name: 'INVALID_ARGUMENT' },
  auth: { status: 401, name: 'UNAUTHENTICATED' },
  billing: { status: 429, name: 'RESOURCE_EXHAUSTED' },
  permission: { status: 403, name: 'PERMISSION_DENIED' },
  not_found: { status: 404, name: 'NOT_FOUND' },
  too_large: { status: 400, name: 'INVALID_ARGUMENT' },
  conflict: { status: 409, name: 'ABORTED' },
  rate_limit: { status: 429, name: 'RESOURCE_EXHAUSTED' },
  timeout: { status: 504, name: 'DEADLINE_EXCEEDED' },
  server_error: { status: 500, name: 'INTERNAL' },
  unreachable: { status: 503, name: 'UNAVAILABLE' },
  overloaded: { status: 503, name: 'UNAVAILABLE' },
  bad_response: { status: 502, name: 'UNAVAILABLE' },
  truncated: { status: 502, name: 'UNAVAILABLE' },
  gateway_auth: { status: 401, name: 'UNAUTHENTICATED' },
  forbidden: { status: 403, name: 'PERMISSION_DENIED' },
  unknown_path: { status: 404, name: 'NOT_FOUND' },
  method_not_allowed: { status: 405, name: 'INVALID_ARGUMENT' },
  upgrade_required: { status: 426, name: 'FAILED_PRECONDITION' },
  unsupported_conversion: { status: 400, name: 'INVALID_ARGUMENT' },
  no_channel: { status: 503, name: 'UNAVAILABLE' },
  shutting_down: { status: 503, name: 'UNAVAILABLE' },
  paused: { status: 503, name: 'UNAVAILABLE' },
  at_capacity: { status: 503, name: 'UNAVAILABLE' },
  too_many_attempts: { status: 429, name: 'RESOURCE_EXHAUSTED' },
  cancelled: { status: 499, name: 'CANCELLED' },
  internal: { status: 500, name: 'INTERNAL' },
};

export function mapErrorKind(kind: ErrorKind): GeminiErrorStatus {
  return ERROR_STATUSES[kind];
}
