import type { ErrorKind } from '#shared/domain/error-kind';

/**
 * Types, codes and status names that say by themselves what went wrong. Names that providers use for anything
 * (`invalid_request_error`, `INVALID_ARGUMENT`, `api_error`, `server_error`) are left out: status and text know better.
 */
const KIND_BY_NAME: Readonly<Record<string, ErrorKind>> = {
  // Anthropic
  authentication_error: 'auth',
  billing_error: 'billing',
  permission_error: 'permission',
  not_found_error: 'not_found',
  request_too_large: 'too_large',
  conflict_error: 'conflict',
  rate_limit_error: 'rate_limit',
  timeout_error: 'timeout',
  overloaded_error: 'overloaded',
  // OpenAI and its many relatives
  context_length_exceeded: 'context_length',
  content_filter: 'content_policy',
  content_policy_violation: 'content_policy',
  invalid_api_key: 'auth',
  invalid_authentication_error: 'auth',
  incorrect_api_key_error: 'auth',
  insufficient_quota: 'billing',
  billing_hard_limit_reached: 'billing',
  billing_not_active: 'billing',
  exceeded_current_quota_error: 'billing',
  permission_denied_error: 'permission',
  model_not_found: 'not_found',
  resource_not_found_error: 'not_found',
  rate_limit_exceeded: 'rate_limit',
  rate_limit_reached_error: 'rate_limit',
  usage_limit_reached: 'rate_limit',
  requests: 'rate_limit',
  tokens: 'rate_limit',
  server_is_overloaded: 'overloaded',
  engine_overloaded_error: 'overloaded',
  slow_down: 'overloaded',
  timeout: 'timeout',
  data_inspection_failed: 'content_policy',
  // Google
  api_key_invalid: 'auth',
  unauthenticated: 'auth',
  permission_denied: 'permission',
  not_found: 'not_found',
  already_exists: 'conflict',
  aborted: 'conflict',
  resource_exhausted: 'rate_limit',
  deadline_exceeded: 'timeout',
  unavailable: 'overloaded',
};

export function mapErrorName(name: string): ErrorKind | null {
  const key = name.toLowerCase();
  // Qwen: Throttling.RateQuota, Throttling.AllocationQuota
  if (key.startsWith('throttling')) return 'rate_limit';
  return Object.hasOwn(KIND_BY_NAME, key) ? (KIND_BY_NAME[key] ?? null) : null;
}
