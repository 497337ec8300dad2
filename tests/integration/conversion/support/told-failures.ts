import type { ProtocolId } from '#shared/domain/protocol';

/** What a failure is to the clients of each protocol: the HTTP status, the SDK's class, the protocol's own word. */
export interface ToldFailure {
  readonly status: Readonly<Record<ProtocolId, number>>;
  /** Google's SDK has one class for all. */
  readonly className: Readonly<Record<ProtocolId, string>>;
  readonly word: Readonly<Record<ProtocolId, string>>;
  readonly retryable: boolean;
}

const everywhere = (status: number): Readonly<Record<ProtocolId, number>> => ({
  'anthropic-messages': status,
  'openai-chat': status,
  'openai-responses': status,
  gemini: status,
});

const classes = (name: string, anthropic = name): Readonly<Record<ProtocolId, string>> => ({
  'anthropic-messages': anthropic,
  'openai-chat': name,
  'openai-responses': name,
  gemini: 'ApiError',
});

const words = (anthropic: string, openai: string, gemini: string): Readonly<Record<ProtocolId, string>> => ({
  'anthropic-messages': anthropic,
  'openai-chat': openai,
  'openai-responses': openai,
  gemini,
});

export const TOLD_FAILURES = {
  invalid_request: {
    status: everywhere(400),
    className: classes('BadRequestError'),
    word: words('invalid_request_error', 'invalid_request_error', 'INVALID_ARGUMENT'),
    retryable: false,
  },
  context_length: {
    status: everywhere(400),
    className: classes('BadRequestError'),
    word: words('invalid_request_error', 'context_length_exceeded', 'INVALID_ARGUMENT'),
    retryable: false,
  },
  auth: {
    status: everywhere(401),
    className: classes('AuthenticationError'),
    word: words('authentication_error', 'invalid_api_key', 'UNAUTHENTICATED'),
    retryable: false,
  },
  permission: {
    status: everywhere(403),
    className: classes('PermissionDeniedError'),
    word: words('permission_error', 'permission_error', 'PERMISSION_DENIED'),
    retryable: false,
  },
  not_found: {
    status: everywhere(404),
    className: classes('NotFoundError'),
    word: words('not_found_error', 'model_not_found', 'NOT_FOUND'),
    retryable: false,
  },
  rate_limit: {
    status: everywhere(429),
    className: classes('RateLimitError'),
    word: words('rate_limit_error', 'rate_limit_exceeded', 'RESOURCE_EXHAUSTED'),
    retryable: true,
  },
  server_error: {
    status: everywhere(500),
    className: classes('InternalServerError'),
    word: words('api_error', 'server_error', 'INTERNAL'),
    retryable: true,
  },
  overloaded: {
    status: { ...everywhere(503), 'anthropic-messages': 529 },
    className: classes('InternalServerError', 'OverloadedError'),
    word: words('overloaded_error', 'server_is_overloaded', 'UNAVAILABLE'),
    retryable: true,
  },
} as const satisfies Record<string, ToldFailure>;

export type FailureName = keyof typeof TOLD_FAILURES;
export const FAILURE_NAMES = Object.keys(TOLD_FAILURES) as readonly FailureName[];
