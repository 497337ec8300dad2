import type { ErrorKind } from '#shared/domain/error-kind';
import type { EncodedError, WireError } from '../types';
import { createErrorHeaders } from './create-error-headers';

interface OpenaiError {
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
}

const invalid = (status: number, code: string | null = null): OpenaiError => ({
  status,
  type: 'invalid_request_error',
  code,
});
const failed = (status: number, code: string | null = null): OpenaiError => ({
  status,
  type: 'server_error',
  code,
});

/** How OpenAI's two protocols spell each kind (docs of both endpoints; codes that clients act on). */
const OPENAI_ERRORS: Readonly<Record<ErrorKind, OpenaiError>> = {
  invalid_request: invalid(400),
  context_length: invalid(400, 'context_length_exceeded'),
  content_policy: invalid(400, 'content_filter'),
  auth: invalid(401, 'invalid_api_key'),
  billing: { status: 429, type: 'insufficient_quota', code: 'insufficient_quota' },
  permission: { status: 403, type: 'permission_error', code: null },
  not_found: invalid(404, 'model_not_found'),
  too_large: invalid(413),
  conflict: invalid(409),
  rate_limit: { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  timeout: failed(504, 'timeout'),
  server_error: failed(500),
  unreachable: failed(502, 'upstream_unreachable'),
  overloaded: failed(503, 'server_is_overloaded'),
  bad_response: failed(502, 'upstream_bad_response'),
  truncated: failed(502, 'upstream_truncated'),
  gateway_auth: invalid(401, 'invalid_api_key'),
  forbidden: { status: 403, type: 'permission_error', code: 'forbidden' },
  unknown_path: invalid(404, 'unknown_path'),
  method_not_allowed: invalid(405, 'method_not_allowed'),
  upgrade_required: invalid(426, 'upgrade_required'),
  unsupported_conversion: invalid(400, 'unsupported_conversion'),
  no_channel: failed(503, 'no_channel'),
  shutting_down: failed(503, 'shutting_down'),
  paused: failed(503, 'paused'),
  at_capacity: failed(503, 'server_is_overloaded'),
  too_many_attempts: { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  cancelled: failed(499, 'cancelled'),
  internal: failed(500),
};

/** The `{"error":{…}}` object that Chat Completions and Responses share. */
export function createOpenaiErrorBody(error: WireError): object {
  const { type, code } = OPENAI_ERRORS[error.kind];
  return { error: { message: error.message, type, param: null, code: error.code ?? code } };
}

export function encodeOpenaiError(error: WireError): EncodedError {
  return {
    status: error.status ?? OPENAI_ERRORS[error.kind].status,
    headers: createErrorHeaders(error, 'x-request-id'),
    body: JSON.stringify(createOpenaiErrorBody(error)),
  };
}
