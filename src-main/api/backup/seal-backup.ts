import { randomBytes, scrypt } from 'node:crypto';
import { createSecretCipher, DATA_KEY_BYTES } from '#main/secrets/secret-cipher';
import {
  BACKUP_FORMAT,
  BACKUP_VERSION,
  backupContentSchema,
  backupFileSchema,
  type BackupContent,
  type BackupFile,
} from '#shared/domain/configuration-backup';
import { invalidInput } from '../api-error';

type Derivation = NonNullable<BackupFile['derivation']>;

/** 128 MiB and a third of a second, as OWASP's cheat sheet on storing passwords advises for scrypt. */
const COST = { cost: 2 ** 17, blockSize: 8, parallelization: 1 } as const;
const SALT_BYTES = 16;
/** scrypt needs 128 · cost · blockSize bytes, and a little more. */
const MAX_MEMORY = 512 * 1024 * 1024;

/** @param password null leaves the content readable */
export async function sealBackup(
  content: BackupContent,
  head: Pick<BackupFile, 'routex' | 'createdAt'>,
  password: string | null,
): Promise<BackupFile> {
  const named = { format: BACKUP_FORMAT, version: BACKUP_VERSION, ...head } as const;
  if (password === null) return { ...named, derivation: null, content };
  const derivation: Derivation = {
    name: 'scrypt',
    ...COST,
    salt: randomBytes(SALT_BYTES).toString('base64url'),
  };
  const cipher = createSecretCipher(await deriveKey(password, derivation));
  return { ...named, derivation, data: cipher.seal(JSON.stringify(content), BACKUP_FORMAT) };
}

/** @throws INVALID_INPUT saying what is wrong with the file or the password */
export async function openBackup(
  file: unknown,
  password: string | null,
): Promise<{ readonly head: Pick<BackupFile, 'routex' | 'createdAt'>; readonly content: BackupContent }> {
  const read = backupFileSchema.safeParse(file);
  if (!read.success) throw refuse('backup_invalid', 'This is no file that Routex has exported.');
  const { data: backup } = read;
  if (backup.version > BACKUP_VERSION) {
    throw refuse(
      'backup_newer',
      `This file was exported by Routex ${backup.routex}, which is newer. Update Routex first.`,
    );
  }
  const content = backupContentSchema.safeParse(
    backup.derivation === null ? backup.content : await unseal(backup.derivation, backup.data, password),
  );
  if (content.success) return { head: backup, content: content.data };
  const [issue] = content.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw refuse(
    'backup_invalid',
    `The file is damaged: ${place}: ${issue?.message ?? 'it is not valid'}`,
    place,
  );
}

async function unseal(derivation: Derivation, data: string, password: string | null): Promise<unknown> {
  if (password === null) throw refuse('backup_password', 'This file is sealed. Give its password.');
  try {
    const cipher = createSecretCipher(await deriveKey(password, derivation));
    return JSON.parse(cipher.open(data, BACKUP_FORMAT));
  } catch {
    throw refuse('backup_password', 'The password does not open this file.');
  }
}

function deriveKey(
  password: string,
  { cost, blockSize, parallelization, salt }: Derivation,
): Promise<Buffer> {
  const options = { cost, blockSize, parallelization, maxmem: MAX_MEMORY };
  return new Promise((resolve, reject) => {
    scrypt(
      password.normalize('NFC'),
      Buffer.from(salt, 'base64url'),
      DATA_KEY_BYTES,
      options,
      (error, key) => {
        if (error === null) resolve(key);
        else reject(error);
      },
    );
  });
}

function refuse(
  reason: 'backup_invalid' | 'backup_newer' | 'backup_password',
  message: string,
  value: string | null = null,
): Error {
  return invalidInput({ field: reason === 'backup_password' ? 'password' : 'file', reason, value }, message);
}
