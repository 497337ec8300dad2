import { ORPCError, ValidationError } from '@orpc/contract';
import { SettingsError } from '#main/data-directory/settings-error';
import { NotFoundError, StaleRevisionError } from '#main/store/store-error';
import { contractErrors, type InvalidInput } from '#shared/contract/errors';

type ErrorCode = keyof typeof contractErrors;

function createError(code: ErrorCode, message: string, data: object): ORPCError<ErrorCode, object> {
  return new ORPCError(code, { status: contractErrors[code].status, message, data });
}

export function invalidInput(
  problem: Pick<InvalidInput, 'field' | 'reason'> & Partial<InvalidInput>,
  message: string,
): ORPCError<ErrorCode, object> {
  return createError('INVALID_INPUT', message, { channel: null, value: null, ...problem });
}

export function channelNotFound(id: string): ORPCError<ErrorCode, object> {
  return createError('NOT_FOUND', `There is no channel ${id}.`, { kind: 'channel', id });
}

export function gatewayTokenNotFound(id: string): ORPCError<ErrorCode, object> {
  return createError('NOT_FOUND', `There is no gateway token ${id}.`, { kind: 'gateway_token', id });
}

export function nameTaken(name: string): ORPCError<ErrorCode, object> {
  const data = { reason: 'name_taken', field: 'name', channel: name };
  return createError('CONFLICT', `Another channel is already called "${name}".`, data);
}

export function channelDisabled(name: string): ORPCError<ErrorCode, object> {
  const data = { reason: 'channel_disabled', field: 'channel', channel: name };
  return createError('CONFLICT', `Channel "${name}" is disabled. Enable it first.`, data);
}

export function channelCredentialUnreadable(name: string): ORPCError<ErrorCode, object> {
  return createError(
    'CREDENTIAL_UNREADABLE',
    `The stored key of channel "${name}" cannot be decrypted with the present data key. Store the key again.`,
    { kind: 'channel', name },
  );
}

export function gatewayTokenUnreadable(name: string): ORPCError<ErrorCode, object> {
  return createError(
    'CREDENTIAL_UNREADABLE',
    `The gateway token "${name}" cannot be decrypted with the present data key.`,
    { kind: 'gateway_token', name },
  );
}

/** Names an input's first problem. What was entered is not repeated: it may be a key. */
function mapValidationError(error: ValidationError, channel: string | null): ORPCError<ErrorCode, object> {
  const [issue] = error.issues;
  const field = issue?.path?.map((part) => (typeof part === 'object' ? part.key : part)).join('.') || null;
  const reason = field === 'weight' ? 'weight_invalid' : 'invalid';
  const subject = [channel === null ? '' : `Channel "${channel}"`, field ?? ''].filter(Boolean).join(', ');
  const text = issue?.message ?? 'does not fit';
  return invalidInput({ field, reason, channel, value: text }, subject === '' ? text : `${subject}: ${text}`);
}

/**
 * The contract's error for what a procedure threw; what the contract has no error for is returned as it is and becomes
 * an internal error without its details.
 *
 * @param describeChannel name of the channel that an input is about, when it is about one
 */
export function toApiError(error: unknown, describeChannel: () => string | null): unknown {
  if (error instanceof StaleRevisionError) {
    return createError('CONFLICT', error.message, {
      reason: 'stale_revision',
      field: 'revision',
      channel: describeChannel(),
    });
  }
  if (error instanceof NotFoundError) return channelNotFound(error.id);
  if (error instanceof SettingsError) {
    const { code: reason, path, field, reason: detail } = error;
    return createError('SETTINGS_UNUSABLE', error.message, { reason, path, field, detail });
  }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError) {
    return mapValidationError(error.cause, describeChannel());
  }
  return error;
}
