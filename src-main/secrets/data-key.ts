import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DATA_KEY_BYTES } from './secret-cipher';
import { SecretSourceError } from './secret-error';
import { loadOrCreateSecretFile } from './secret-file';

export const DATA_KEY_VARIABLE = 'ROUTEX_DATA_KEY';
export const DATA_KEY_FILE = 'data.key';

const HEX = /^[0-9a-fA-F]{64}$/;
/** 32 bytes in either alphabet, with or without the padding. */
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;
const FORMATS = `${DATA_KEY_BYTES} bytes as base64 or as 64 hexadecimal digits`;

export interface DataKey {
  readonly key: Uint8Array;
  readonly source: 'environment' | 'file';
}

/**
 * The key that encrypts stored credentials: from `ROUTEX_DATA_KEY`, else from the file `data.key`, which is created on
 * first use.
 * @throws {SecretSourceError} for a value that is set but is no key; a new key in its place would make every stored
 * credential unreadable
 */
export function loadDataKey(options: {
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): DataKey {
  const fromEnvironment = options.env[DATA_KEY_VARIABLE];
  if (fromEnvironment !== undefined) {
    const key = parseDataKey(fromEnvironment.trim());
    if (key === null)
      throw new SecretSourceError(
        'data_key_invalid',
        DATA_KEY_VARIABLE,
        `${DATA_KEY_VARIABLE} is not a data key: it must be ${FORMATS}. Correct it, or unset it to use the file ${DATA_KEY_FILE}.`,
      );
    return { key, source: 'environment' };
  }

  const path = join(options.directory, DATA_KEY_FILE);
  const key = parseDataKey(loadKeyText(path));
  if (key === null)
    throw new SecretSourceError(
      'data_key_invalid',
      path,
      `${path} does not hold a data key (${FORMATS}). Restore the file from a backup. Without it stored credentials cannot be read; to give them up and enter them again, remove the file.`,
    );
  return { key, source: 'file' };
}

function loadKeyText(path: string): string {
  try {
    return loadOrCreateSecretFile(path, () => randomBytes(DATA_KEY_BYTES).toString('base64'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SecretSourceError(
      'data_key_unreadable',
      path,
      `${path} cannot be read, created or made private (${reason}). Give the user that runs Routex access to it and its folder, free some space where the disk is full, or set ${DATA_KEY_VARIABLE}.`,
      { reason, cause: error },
    );
  }
}

function parseDataKey(text: string): Uint8Array | null {
  if (HEX.test(text)) return Buffer.from(text, 'hex');
  // Node's base64 decoder takes both alphabets.
  if (BASE64.test(text)) return Buffer.from(text, 'base64');
  return null;
}
