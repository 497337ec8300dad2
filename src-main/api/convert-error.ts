import { ORPCError, ValidationError } from '@orpc/contract';
import { SettingsError, StaleSettingsError } from '#main/data-directory/settings-error';
import { TooManySubscribersError } from '#main/observability/event-hub';
import { NotFoundError, StaleRevisionError, StoreError } from '#main/store/store-error';
import { WorkerError } from '#main/worker-threads/worker-error';
import {
  channelNotFound,
  conflict,
  createApiError,
  gatewayTokenNotFound,
  invalidInput,
  type ApiError,
  type NamedKind,
} from './api-error';

/** What a call was about; the name is null where it is not known. */
export interface Subject {
  readonly kind: NamedKind | null;
  readonly name: string | null;
}

/**
 * The contract's error for what a procedure threw; what the contract has no error for is returned as it is and becomes
 * an internal error without its details.
 *
 * @param describeSubject called only for errors that say what they are about
 */
export function convertError(error: unknown, describeSubject: () => Subject): unknown {
  if (error instanceof StoreError) return convertStoreError(error);
  if (error instanceof SettingsError) return convertSettingsError(error);
  if (error instanceof StaleSettingsError) {
    return conflict({ reason: 'stale_revision', kind: 'settings', field: 'revision' }, error.message);
  }
  if (error instanceof StaleRevisionError) {
    const { kind, name } = describeSubject();
    const subject = { kind: kind ?? 'channel', name, field: 'revision' };
    return conflict({ reason: 'stale_revision', ...subject }, error.message);
  }
  if (error instanceof TooManySubscribersError) {
    return createApiError('BUSY', error.message, { reason: 'too_many_live_views' });
  }
  if (error instanceof WorkerError) return convertWorkerError(error);
  if (error instanceof NotFoundError) {
    return describeSubject().kind === 'gateway_token'
      ? gatewayTokenNotFound(error.id)
      : channelNotFound(error.id);
  }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError) {
    return convertValidationError(error.cause, describeSubject());
  }
  return error;
}

function convertStoreError({ code, message, details }: StoreError): ApiError {
  const { path, backup = null, row = null, reason: detail = null } = details;
  return createApiError('STORE_UNUSABLE', message, { reason: code, path, backup, row, detail });
}

/** A worker that fails is a fault of Routex, which the contract has no error for. */
function convertWorkerError(error: WorkerError): unknown {
  switch (error.code) {
    case 'worker_time_limit':
      return createApiError('BUSY', 'Reading that much took too long. Ask for a shorter period.', {
        reason: 'time_limit',
      });
    case 'worker_closed':
      return createApiError('BUSY', 'Routex is stopping.', { reason: 'stopping' });
    case 'worker_failed':
      return error;
  }
}

function convertSettingsError({ code, message, path, field, reason: detail }: SettingsError): ApiError {
  if (code === 'settings_change_invalid') {
    return invalidInput({ field, reason: 'invalid', value: detail }, message);
  }
  return createApiError('SETTINGS_UNUSABLE', message, { reason: code, path, field, detail });
}

/** Names an input's first problem. What was entered is not repeated: it may be a key. */
function convertValidationError(error: ValidationError, { kind, name }: Subject): ApiError {
  const channel = kind === 'channel' ? name : null;
  const [issue] = error.issues;
  const path = issue?.path?.map((part) => String(typeof part === 'object' ? part.key : part)) ?? [];
  const field = selectField(path, issue);
  const reason = field === 'weight' ? 'weight_invalid' : 'invalid';
  const subject = [channel === null ? '' : `Channel "${channel}"`, field ?? ''].filter(Boolean).join(', ');
  const text = issue?.message ?? 'does not fit';
  return invalidInput({ field, reason, channel, value: text }, subject === '' ? text : `${subject}: ${text}`);
}

/** The field an issue is about; of names that should not be there, the first. */
function selectField(path: readonly string[], issue: object | undefined): string | null {
  const unknown = issue !== undefined && 'keys' in issue && Array.isArray(issue.keys) ? issue.keys : [];
  return [...path, ...unknown.slice(0, 1).map(String)].join('.') || null;
}
