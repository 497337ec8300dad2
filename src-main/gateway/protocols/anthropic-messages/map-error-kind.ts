import type { ErrorKind } from '#shared/domain/error-kind';

export interface AnthropicErrorType {
  readonly status: number;
  readonly type: string;
}

const ERROR_TYPES: Readonly<Record<ErrorKind, AnthropicErrorType>> = {
  invalid_request: { status: 400, type: 'invalid_request_error' },
  context_length: { status: 400, type: 'invalid_request_error' },
  content_policy: { status: 400, type: 'invalid_request_error' },
  auth: { status: 401, type: 'authentication_error' },
  billing: { status: 402, type: 'billing_error' },
  permission: { status: 403, type: 'permission_error' },
  not_found: { status: 404, type: 'not_found_error' },
  too_large: { status: 413, type: 'request_too_large' },
  conflict: { status: 409, type: 'conflict_error' },
  rate_limit: { status: 429, type: 'rate_limit_error' },
  timeout: { status: 504, type: 'timeout_error' },
  server_error: { status: 500, type: 'api_error' },
  unreachable: { status: 502, type: 'api_error' },
  overloaded: { status: 529, type: 'overloaded_error' },
  bad_response: { status: 502, type: 'api_error' },
  truncated: { status: 502, type: 'api_error' },
  gateway_auth: { status: 401, type: 'authentication_error' },
  forbidden: { status: 403, type: 'permission_error' },
  unknown_path: { status: 404, type: 'not_found_error' },
  method_not_allowed: { status: 405, type: 'invalid_request_error' },
  upgrade_required: { status: 426, type: 'invalid_request_error' },
  unsupported_conversion: { status: 400, type: 'invalid_request_error' },
  no_channel: { status: 503, type: 'api_error' },
  shutting_down: { status: 503, type: 'api_error' },
  paused: { status: 503, type: 'api_error' },
  at_capacity: { status: 503, type: 'overloaded_error' },
  too_many_attempts: { status: 429, type: 'rate_limit_error' },
  cancelled: { status: 499, type: 'api_error' },
  internal: { status: 500, type: 'api_error' },
};

export function mapErrorKind(kind: ErrorKind): AnthropicErrorType {
  return ERROR_TYPES[kind];
}
