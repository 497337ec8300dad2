import type { ErrorKind } from '#shared/domain/error-kind';

/**
 * Codes of `response.failed` and of the `error` event. Codex maps them to its retry policy: `invalid_prompt` and the
 * quota code end the turn, any other is tried again.
 */
const ERROR_CODES: Readonly<Partial<Record<ErrorKind, string>>> = {
  invalid_request: 'invalid_prompt',
  context_length: 'context_length_exceeded',
  content_policy: 'invalid_prompt',
  auth: 'invalid_prompt',
  billing: 'insufficient_quota',
  permission: 'invalid_prompt',
  not_found: 'invalid_prompt',
  too_large: 'invalid_prompt',
  rate_limit: 'rate_limit_exceeded',
  overloaded: 'server_is_overloaded',
  unsupported_conversion: 'invalid_prompt',
};

export function mapErrorCode(kind: ErrorKind): string {
  return ERROR_CODES[kind] ?? 'server_error';
}
