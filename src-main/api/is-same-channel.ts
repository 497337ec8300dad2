import { createHash, timingSafeEqual } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { SecretCipher } from '#main/secrets/secret-cipher';
import type { StoredChannel, StoredCredential } from '#main/store/types';
import type { NewCredential } from '#shared/contract/channels';
import type { ChannelSettings } from '#shared/domain/channel';
import { openCredential } from './sealed-secrets';

/** Whether a stored channel is what a repeated create would make, keys included. */
export function isSameChannel(
  stored: StoredChannel,
  settings: ChannelSettings,
  credentials: readonly NewCredential[],
  cipher: SecretCipher,
): boolean {
  const {
    id: _,
    revision: __,
    createdAt: ___,
    updatedAt: ____,
    credentials: present,
    ...storedSettings
  } = stored;
  return (
    isDeepStrictEqual(storedSettings, settings) &&
    present.length === credentials.length &&
    credentials.every((wanted, index) => isSameCredential(present[index], wanted, cipher))
  );
}

function isSameCredential(
  stored: StoredCredential | undefined,
  wanted: NewCredential,
  cipher: SecretCipher,
): boolean {
  if (stored === undefined || stored.kind !== wanted.kind || !stored.enabled) return false;
  if (stored.label !== (wanted.label ?? null)) return false;
  if (wanted.kind === 'client') return true;
  const secret = openCredential(cipher, stored);
  return secret !== null && isSameSecret(secret, wanted.secret);
}

/** In constant time: how long an answer takes must not tell how much of a guessed key was right. */
function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
