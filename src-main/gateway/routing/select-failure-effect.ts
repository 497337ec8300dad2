import type { ErrorKind } from '#shared/domain/error-kind';

/** What a failure says about who was asked. */
export interface FailureEffect {
  readonly blames: 'channel' | 'credential';
  /** How long nobody should try when the upstream names no time itself; 0: it is only counted. */
  readonly coolDownMs: number;
  /** The upstream's own time counts. */
  readonly namesTime: boolean;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

const CHANNEL_FAILS: FailureEffect = { blames: 'channel', coolDownMs: 0, namesTime: false };

/** Null where it says nothing about either: the client is at fault, or Routex, or it is one model's alone. */
export function selectFailureEffect(kind: ErrorKind): FailureEffect | null {
  switch (kind) {
    case 'timeout':
    case 'server_error':
    case 'unreachable':
    case 'bad_response':
    case 'truncated':
      return CHANNEL_FAILS;
    case 'overloaded':
      return { blames: 'channel', coolDownMs: 0, namesTime: true };
    case 'rate_limit':
      return { blames: 'credential', coolDownMs: 30 * SECOND_MS, namesTime: true };
    // A key that was refused or has no money left is not mended within seconds.
    case 'auth':
    case 'billing':
      return { blames: 'credential', coolDownMs: 5 * MINUTE_MS, namesTime: true };
    // It may be this model that the key does not open.
    case 'permission':
      return { blames: 'credential', coolDownMs: 0, namesTime: false };
    case 'invalid_request':
    case 'context_length':
    case 'content_policy':
    case 'not_found':
    case 'too_large':
    case 'conflict':
    case 'gateway_auth':
    case 'forbidden':
    case 'unknown_path':
    case 'method_not_allowed':
    case 'upgrade_required':
    case 'unsupported_conversion':
    case 'no_channel':
    case 'shutting_down':
    case 'paused':
    case 'at_capacity':
    case 'too_many_attempts':
    case 'cancelled':
    case 'internal':
      return null;
  }
}
