import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { UnreadableSecretError } from './secret-error';

export const DATA_KEY_BYTES = 32;

const ALGORITHM = 'aes-256-gcm';
/** 96 bits is the length GCM is defined for without further hashing (NIST SP 800-38D, 5.2.1.1). */
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = /^v1\.([A-Za-z0-9_-]+)$/;

export interface SecretCipher {
  /** `context` names what the secret belongs to; the same one opens it again. */
  seal(plaintext: string, context: string): string;
  /** @throws {UnreadableSecretError} */
  open(sealed: string, context: string): string;
}

/**
 * Encrypts secrets for storage. Sealed text is `v1.` and base64url of IV, ciphertext and tag. The context is
 * authenticated but not contained: a sealed secret moved to another row of the database does not open there.
 */
export function createSecretCipher(dataKey: Uint8Array): SecretCipher {
  if (dataKey.byteLength !== DATA_KEY_BYTES)
    throw new RangeError(`A data key has ${DATA_KEY_BYTES} bytes, not ${dataKey.byteLength}`);
  const key = createSecretKey(dataKey);

  return {
    seal(plaintext, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(context));
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return `v1.${Buffer.concat([iv, ciphertext, cipher.getAuthTag()]).toString('base64url')}`;
    },
    open(sealed, context) {
      const bytes = convertFromSealedText(sealed);
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        const ciphertext = bytes.subarray(IV_BYTES, -TAG_BYTES);
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
      } catch {
        throw new UnreadableSecretError('key');
      }
    },
  };
}

function convertFromSealedText(sealed: string): Buffer {
  const encoded = FORMAT.exec(sealed)?.[1] ?? '';
  const bytes = Buffer.from(encoded, 'base64url');
  // Node ignores the unused bits of the last character; the comparison makes each sealed text the only one of its kind.
  if (bytes.byteLength < IV_BYTES + TAG_BYTES || bytes.toString('base64url') !== encoded)
    throw new UnreadableSecretError('format');
  return bytes;
}
