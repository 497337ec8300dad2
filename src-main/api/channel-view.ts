import type { SecretCipher } from '#main/secrets/secret-cipher';
import type { StoredChannel, StoredCredential } from '#main/store/types';
import type { Channel, CredentialView } from '#shared/domain/channel';
import type { ApiDependencies } from './api-context';
import { openCredential } from './sealed-secrets';

/** A channel as it may leave the main process: of its keys only that they exist and how they end. */
export function toChannel(
  stored: StoredChannel,
  { cipher, gateway }: Pick<ApiDependencies, 'cipher' | 'gateway'>,
): Channel {
  return {
    ...stored,
    models: [...stored.models],
    health: gateway.channelHealth(stored),
    credentials: stored.credentials.map((credential) => toCredentialView(credential, cipher)),
  };
}

function toCredentialView(credential: StoredCredential, cipher: SecretCipher): CredentialView {
  const { id, kind, label, enabled, last4 } = credential;
  const hasKey = credential.sealed !== null;
  const unreadable = hasKey && openCredential(cipher, credential) === null;
  return { id, kind, label, enabled, hasKey, last4, unreadable };
}
