import * as z from 'zod';

/**
 * What went wrong, in one vocabulary for all protocols. The first group can come from an upstream or from Routex; the
 * second only from Routex itself.
 */
export const ERROR_KINDS = [
  'invalid_request',
  'context_length',
  'content_policy',
  'auth',
  'billing',
  'permission',
  'not_found',
  'too_large',
  'conflict',
  'rate_limit',
  'timeout',
  'server_error',
  'unreachable',
  'overloaded',
  /** The upstream answered, but not in its protocol: an HTML page, broken JSON, a redirect elsewhere. */
  'bad_response',
  /** The upstream's answer ended before it was complete. */
  'truncated',

  /** The gateway token is missing or unknown. */
  'gateway_auth',
  /** The Host or Origin header is not one this gateway answers to. */
  'forbidden',
  'unknown_path',
  'method_not_allowed',
  /** WebSocket upgrades are not served; clients fall back to server-sent events on 426. */
  'upgrade_required',
  'unsupported_conversion',
  /** No enabled channel can serve the request. */
  'no_channel',
  /** Routex is draining and takes no new requests. */
  'shutting_down',
  /** The owner has paused Routex. */
  'paused',
  /** Routex itself has as many requests, connections or buffered bytes as it may have. */
  'at_capacity',
  /** Too many wrong gateway tokens from one address. */
  'too_many_attempts',
  'cancelled',
  'internal',
] as const;

export const errorKindSchema = z.enum(ERROR_KINDS);

export type ErrorKind = z.infer<typeof errorKindSchema>;
