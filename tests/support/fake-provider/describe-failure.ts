import type { ProtocolId } from '#shared/domain/protocol';
import type { JsonObject } from './json';

export type FailureKind =
  | 'invalid_request'
  | 'context_length'
  | 'auth'
  | 'quota'
  | 'permission'
  | 'not_found'
  | 'too_large'
  | 'rate_limit'
  | 'server_error'
  | 'overloaded';

export interface Failure {
  readonly kind: FailureKind;
  readonly message?: string | undefined;
  /** Instead of the status that the kind has in the protocol. */
  readonly status?: number | undefined;
  /** Seconds; sent as `retry-after`, to gemini clients as `RetryInfo`. */
  readonly retryAfterSeconds?: number | undefined;
  /** OpenAI's `error.code`, when the kind has several. */
  readonly code?: string | undefined;
}

export interface DescribedFailure {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

interface KindWords {
  readonly message: string;
  /** Status and `error.type`. */
  readonly anthropic: readonly [number, string];
  /** Status, `error.type` and `error.code`. */
  readonly openai: readonly [number, string, string | null];
  readonly gemini: number;
}

const KINDS: Readonly<Record<FailureKind, KindWords>> = {
  invalid_request: {
    message: 'The request is not valid.',
    anthropic: [400, 'invalid_request_error'],
    openai: [400, 'invalid_request_error', null],
    gemini: 400,
  },
  context_length: {
    message: 'prompt is too long: 250000 tokens > 200000 maximum',
    anthropic: [400, 'invalid_request_error'],
    openai: [400, 'invalid_request_error', 'context_length_exceeded'],
    gemini: 400,
  },
  auth: {
    message: 'Incorrect API key provided.',
    anthropic: [401, 'authentication_error'],
    openai: [401, 'invalid_request_error', 'invalid_api_key'],
    gemini: 401,
  },
  quota: {
    message: 'You exceeded your current quota, please check your plan and billing details.',
    anthropic: [402, 'billing_error'],
    openai: [429, 'insufficient_quota', 'insufficient_quota'],
    gemini: 429,
  },
  permission: {
    message: 'Your key may not use this resource.',
    anthropic: [403, 'permission_error'],
    openai: [403, 'permission_error', null],
    gemini: 403,
  },
  not_found: {
    message: 'The model does not exist or you do not have access to it.',
    anthropic: [404, 'not_found_error'],
    openai: [404, 'invalid_request_error', 'model_not_found'],
    gemini: 404,
  },
  too_large: {
    message: 'Request exceeds the maximum size',
    anthropic: [413, 'request_too_large'],
    openai: [413, 'invalid_request_error', null],
    gemini: 400,
  },
  rate_limit: {
    message: 'Rate limit reached for requests.',
    anthropic: [429, 'rate_limit_error'],
    openai: [429, 'requests', 'rate_limit_exceeded'],
    gemini: 429,
  },
  server_error: {
    message: 'The server had an error while processing your request.',
    anthropic: [500, 'api_error'],
    openai: [500, 'server_error', null],
    gemini: 500,
  },
  overloaded: {
    message: 'Overloaded',
    anthropic: [529, 'overloaded_error'],
    openai: [503, 'server_error', 'server_is_overloaded'],
    gemini: 503,
  },
};

const GEMINI_STATUS_WORDS: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/**
 * Status, extra headers and body of a failure as the provider of `protocol` tells it. Anthropic repeats the id of the
 * request in the body.
 */
export function describeFailure(
  protocol: ProtocolId,
  failure: Failure,
  requestId: string | null = null,
): DescribedFailure {
  const words = KINDS[failure.kind];
  const message = failure.message ?? words.message;
  const seconds = failure.retryAfterSeconds;
  const retryAfter: Record<string, string> = seconds === undefined ? {} : { 'retry-after': String(seconds) };
  switch (protocol) {
    case 'anthropic-messages': {
      const [status, type] = words.anthropic;
      const body = { type: 'error', error: { type, message }, request_id: requestId };
      return { status: failure.status ?? status, headers: retryAfter, body };
    }
    case 'openai-chat':
    case 'openai-responses': {
      const [status, type, code] = words.openai;
      const hint = seconds === undefined ? '' : ` Please try again in ${seconds}s.`;
      const error = { message: message + hint, type, param: null, code: failure.code ?? code };
      return { status: failure.status ?? status, headers: retryAfter, body: { error } };
    }
    case 'gemini': {
      const code = failure.status ?? words.gemini;
      const error = {
        code,
        message,
        status: GEMINI_STATUS_WORDS[code] ?? 'UNKNOWN',
        ...geminiDetails(failure),
      };
      return { status: code, headers: {}, body: { error } };
    }
  }
}

function geminiDetails(failure: Failure): JsonObject {
  if (failure.retryAfterSeconds !== undefined) {
    const retryDelay = `${failure.retryAfterSeconds}s`;
    return { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }] };
  }
  if (failure.kind === 'auth') {
    const info = { reason: 'API_KEY_INVALID', domain: 'googleapis.com' };
    return { details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', ...info }] };
  }
  return {};
}
