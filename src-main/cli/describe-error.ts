import { ORPCError } from '@orpc/client';
import { DataDirectoryError, DirectoryOwnedError } from '#main/data-directory/data-directory-error';
import { SettingsError } from '#main/data-directory/settings-error';
import { SecretSourceError } from '#main/secrets/secret-error';
import { StoreError, type StoreErrorCode, type StoreErrorDetails } from '#main/store/store-error';
import { contractErrors, type Conflict } from '#shared/contract/errors';
import type { StoreProblem } from '#shared/domain/store-problem';
import type { Translate } from '#shared/i18n/create-translator';
import type { TranslationKey } from '#shared/i18n/resources';
import { CliError, EXIT_FAILURE, EXIT_USAGE } from './cli-error';
import type { CliContext } from './cli-context';

export interface ErrorDescription {
  readonly code: string;
  readonly message: string;
  readonly exitCode: number;
}

const UNKNOWN = '–';
const UNKNOWN_STORE_VALUES = {
  path: UNKNOWN,
  backup: UNKNOWN,
  reason: UNKNOWN,
  row: UNKNOWN,
  found: UNKNOWN,
  supported: UNKNOWN,
  version: UNKNOWN,
};

type Context = Pick<CliContext, 't' | 'commandLine'>;

/** What a person or a script is told of an error: one line, in the user's language. */
export function describeError(error: unknown, context: Context): ErrorDescription {
  const { t } = context;
  if (error instanceof CliError) return error;
  if (error instanceof ORPCError) return describeContractError(error, context);
  if (error instanceof StoreError) {
    return failure(error.code, translateStoreError(error.code, error.details, context));
  }
  if (error instanceof SecretSourceError) {
    const { code, source, reason } = error;
    return failure(code, t(`errors.secrets.${code}`, { source, reason: reason ?? UNKNOWN }));
  }
  if (error instanceof SettingsError) {
    const { code, path, field, reason } = error;
    return failure(code, t(`errors.settings.${code}`, { path, field: field ?? '', reason }));
  }
  if (error instanceof DirectoryOwnedError) return failure(error.code, describeOwner(error, t));
  if (error instanceof DataDirectoryError) {
    const { code, path, reason } = error;
    return failure(code, t('errors.data_directory_unusable', { path, reason }));
  }
  const reason = error instanceof Error ? error.message : String(error);
  return failure('INTERNAL', t('errors.internal', { reason }));
}

function failure(code: string, message: string): ErrorDescription {
  return { code: code.toUpperCase(), message, exitCode: EXIT_FAILURE };
}

function describeOwner({ directory, owner }: DirectoryOwnedError, t: Translate): string {
  if (owner === null) return t('errors.directory_owned.unknown', { directory });
  const { pid, address } = owner;
  if (address === null) return t('errors.directory_owned.silent', { directory, pid });
  return t('errors.directory_owned.listening', { directory, pid, address });
}

function describeContractError(error: ORPCError<string, unknown>, context: Context): ErrorDescription {
  const { code } = error;
  const exitCode = code === 'INVALID_INPUT' ? EXIT_USAGE : EXIT_FAILURE;
  return { code, message: translateContractError(error, context), exitCode };
}

function translateContractError(error: ORPCError<string, unknown>, context: Context): string {
  const { t, commandLine } = context;
  const {
    INVALID_INPUT,
    NOT_FOUND,
    CONFLICT,
    CREDENTIAL_UNREADABLE,
    STORE_UNUSABLE,
    SETTINGS_UNUSABLE,
    BUSY,
  } = contractErrors;
  switch (error.code) {
    case 'INVALID_INPUT': {
      const { reason, field, channel, value } = INVALID_INPUT.data.parse(error.data);
      return t(`errors.INVALID_INPUT.${reason}`, {
        subject: field ?? channel ?? '',
        channel: channel ?? '',
        value: value ?? '',
        command: commandLine('preset list'),
      });
    }
    case 'NOT_FOUND': {
      const data = NOT_FOUND.data.safeParse(error.data);
      // Another version's gateway may not know the path.
      if (!data.success) return t('errors.internal', { reason: error.message });
      const command = commandLine('channel list');
      return t(`errors.NOT_FOUND.${data.data.kind}`, { id: data.data.id, command });
    }
    case 'CONFLICT': {
      const conflict = CONFLICT.data.parse(error.data);
      return t(selectConflictText(conflict), {
        name: conflict.name ?? '',
        command: commandLine('serve'),
      });
    }
    case 'CREDENTIAL_UNREADABLE': {
      const { kind, name } = CREDENTIAL_UNREADABLE.data.parse(error.data);
      return t(`errors.CREDENTIAL_UNREADABLE.${kind}`, { name });
    }
    case 'STORE_UNUSABLE': {
      const { reason, detail, ...details } = STORE_UNUSABLE.data.parse(error.data);
      return translateStoreError(reason, { ...details, reason: detail }, context);
    }
    case 'SETTINGS_UNUSABLE': {
      const { reason, path, field, detail } = SETTINGS_UNUSABLE.data.parse(error.data);
      return t(`errors.settings.${reason}`, { path, field: field ?? '', reason: detail });
    }
    case 'BUSY':
      return t(`errors.BUSY.${BUSY.data.parse(error.data).reason}`);
    case 'UNAUTHORIZED':
      return t('errors.UNAUTHORIZED');
    case 'TOO_MANY_ATTEMPTS':
      return t('errors.TOO_MANY_ATTEMPTS');
    default: {
      const reason = error.cause instanceof Error ? error.cause.message : error.message;
      return t('errors.internal', { reason });
    }
  }
}

function selectConflictText({ reason, kind }: Conflict): TranslationKey {
  switch (reason) {
    case 'stale_revision':
      return kind === 'gateway' || kind === 'request'
        ? 'errors.CONFLICT.stale_revision.settings'
        : `errors.CONFLICT.stale_revision.${kind}`;
    case 'name_taken':
    case 'id_taken':
      return `errors.CONFLICT.${reason}.${kind === 'gateway_token' ? kind : 'channel'}`;
    default:
      return `errors.CONFLICT.${reason}`;
  }
}

export function describeStoreProblem(
  { reason, path, backup, detail }: StoreProblem,
  context: Context,
): string {
  return translateStoreError(reason, { path, backup, reason: detail }, context);
}

/** Every value a text about the database may name; what is not known must not leave a placeholder open. */
function translateStoreError(
  code: StoreErrorCode,
  details: StoreErrorDetails,
  { t, commandLine }: Context,
): string {
  const known = Object.entries(details).filter(([, value]) => value !== null && value !== undefined);
  const values = { ...UNKNOWN_STORE_VALUES, ...Object.fromEntries(known) };
  const { backup = null } = details;
  const restorable = code === 'database_newer' || code === 'database_corrupt';
  if (restorable && backup === null) return t(`errors.store.withoutBackup.${code}`, values);
  return t(`errors.store.${code}`, { ...values, command: commandLine(`restore "${backup ?? UNKNOWN}"`) });
}
