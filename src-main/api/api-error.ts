import { ORPCError } from '@orpc/contract';
import { contractErrors, type Conflict, type InvalidInput } from '#shared/contract/errors';

type ErrorCode = keyof typeof contractErrors;
export type ApiError = ORPCError<ErrorCode, object>;

export function createApiError(code: ErrorCode, message: string, data: object): ApiError {
  return new ORPCError(code, { status: contractErrors[code].status, message, data });
}

export function invalidInput(
  problem: Pick<InvalidInput, 'field' | 'reason'> & Partial<InvalidInput>,
  message: string,
): ApiError {
  return createApiError('INVALID_INPUT', message, { channel: null, value: null, ...problem });
}

export function channelNotFound(id: string): ApiError {
  return createApiError('NOT_FOUND', `There is no channel ${id}.`, { kind: 'channel', id });
}

export function gatewayTokenNotFound(id: string): ApiError {
  return createApiError('NOT_FOUND', `There is no gateway token ${id}.`, { kind: 'gateway_token', id });
}

export function requestNotFound(id: string): ApiError {
  return createApiError('NOT_FOUND', `There is no finished request ${id}.`, { kind: 'request', id });
}

export function bodiesNotFound(id: string): ApiError {
  return createApiError(
    'NOT_FOUND',
    `Nothing is stored of what was said in request ${id}. Turn on the setting bodies.store before the next one; what is stored expires after bodies.keepHours.`,
    { kind: 'bodies', id },
  );
}

export function bodiesIncomplete(id: string): ApiError {
  return conflict(
    { reason: 'bodies_incomplete', kind: 'request', name: id },
    `Request ${id} was longer than bodies.maxBytes and is not stored as a whole.`,
  );
}

export function clientLoginNeeded(name: string): ApiError {
  return conflict(
    { reason: 'client_login', kind: 'channel', name },
    `Channel "${name}" answers with its caller's own login, which is not stored. Choose another channel.`,
  );
}

export function conflict(
  data: Pick<Conflict, 'reason' | 'kind'> & Partial<Conflict>,
  message: string,
): ApiError {
  return createApiError('CONFLICT', message, { name: null, field: null, ...data });
}

/** What can be called by a name, in its own words. */
export type NamedKind = 'channel' | 'gateway_token';
const NOUNS: Record<NamedKind, string> = { channel: 'channel', gateway_token: 'gateway token' };

export function nameTaken(kind: NamedKind, name: string): ApiError {
  return conflict(
    { reason: 'name_taken', kind, name, field: 'name' },
    `Another ${NOUNS[kind]} is already called "${name}".`,
  );
}

/** @param name of what has the id now */
export function idTaken(kind: NamedKind, id: string, name: string): ApiError {
  return conflict(
    { reason: 'id_taken', kind, name, field: 'id' },
    `${id} is already the id of the ${NOUNS[kind]} "${name}", which is not what this request would create. Make up another id.`,
  );
}

export function channelDisabled(name: string): ApiError {
  return conflict(
    { reason: 'channel_disabled', kind: 'channel', name, field: 'channel' },
    `Channel "${name}" is disabled. Enable it first.`,
  );
}

export function lastGatewayToken(name: string): ApiError {
  return conflict(
    { reason: 'last_gateway_token', kind: 'gateway_token', name },
    `"${name}" is the last gateway token in use: without it no client could get in. Create or enable another one first.`,
  );
}

export function notListening(): ApiError {
  return conflict({ reason: 'not_listening', kind: 'gateway' }, 'Routex is not running. Start it first.');
}

export function channelCredentialUnreadable(name: string): ApiError {
  return createApiError(
    'CREDENTIAL_UNREADABLE',
    `The stored key of channel "${name}" cannot be decrypted with the present data key. Store the key again.`,
    { kind: 'channel', name },
  );
}

export function gatewayTokenUnreadable(name: string): ApiError {
  return createApiError(
    'CREDENTIAL_UNREADABLE',
    `The gateway token "${name}" cannot be decrypted with the present data key.`,
    { kind: 'gateway_token', name },
  );
}
