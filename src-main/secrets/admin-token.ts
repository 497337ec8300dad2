import { join } from 'node:path';
import { createRandomToken } from './random-token';
import { SecretSourceError } from './secret-error';
import { loadOrCreateSecretFile } from './secret-file';

export const ADMIN_TOKEN_VARIABLE = 'ROUTEX_ADMIN_TOKEN';
export const ADMIN_TOKEN_FILE = 'admin.token';

/** Visible ASCII, so that it fits a header, and too long to guess over the network. */
const ACCEPTABLE_TOKEN = /^[\x21-\x7e]{16,512}$/;
const RULE = 'at least 16 characters, without spaces';

export interface AdminToken {
  readonly token: string;
  readonly source: 'environment' | 'file';
}

/**
 * The token that opens the admin API: from `ROUTEX_ADMIN_TOKEN`, else from the file `admin.token`, which is created on
 * first use.
 * @throws {SecretSourceError}
 */
export function loadAdminToken(options: {
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): AdminToken {
  const fromEnvironment = options.env[ADMIN_TOKEN_VARIABLE];
  if (fromEnvironment !== undefined) {
    const token = fromEnvironment.trim();
    if (!ACCEPTABLE_TOKEN.test(token))
      throw new SecretSourceError(
        'admin_token_invalid',
        ADMIN_TOKEN_VARIABLE,
        `${ADMIN_TOKEN_VARIABLE} is no usable token: it needs ${RULE}. Correct it, or unset it to use the file ${ADMIN_TOKEN_FILE}.`,
      );
    return { token, source: 'environment' };
  }

  const path = join(options.directory, ADMIN_TOKEN_FILE);
  const token = loadTokenText(path);
  if (!ACCEPTABLE_TOKEN.test(token))
    throw new SecretSourceError(
      'admin_token_invalid',
      path,
      `${path} holds no usable token: it needs ${RULE}. Remove the file; a new one is created at the next start.`,
    );
  return { token, source: 'file' };
}

function loadTokenText(path: string): string {
  try {
    return loadOrCreateSecretFile(path, () => createRandomToken('rtxa_'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SecretSourceError(
      'admin_token_unreadable',
      path,
      `${path} cannot be read, created or made private (${reason}). Give the user that runs Routex access to it and its folder, free some space where the disk is full, or set ${ADMIN_TOKEN_VARIABLE}.`,
      { reason, cause: error },
    );
  }
}
