import type { SecretCipher } from '#main/secrets/secret-cipher';
import type { StoredChannel, StoredCredential } from '#main/store/types';
import type { NewCredential, UpdateChannel } from '#shared/contract/channels';
import { invalidInput } from './api-error';
import { createId } from './create-id';
import { sealCredential } from './sealed-secrets';

export function createCredential(input: NewCredential, cipher: SecretCipher): StoredCredential {
  const id = createId('cr');
  const common = { id, kind: input.kind, label: input.label ?? null, enabled: true };
  if (input.kind === 'client') return { ...common, last4: null, sealed: null };
  return { ...common, ...sealCredential(cipher, id, input.secret) };
}

/**
 * The credentials of a channel after an update, in their new order.
 *
 * @throws INVALID_INPUT when one that shall be kept is not there, or is named twice
 */
export function selectCredentials(
  wanted: NonNullable<UpdateChannel['credentials']>,
  channel: StoredChannel,
  cipher: SecretCipher,
): StoredCredential[] {
  const stored = new Map(channel.credentials.map((credential) => [credential.id, credential]));
  return wanted.map((input) => {
    if (input.kind !== 'stored') return createCredential(input, cipher);
    const kept = stored.get(input.id);
    if (kept === undefined) {
      throw invalidInput(
        { field: 'credentials', reason: 'credential_unknown', channel: channel.name, value: input.id },
        `Channel "${channel.name}" has no credential ${input.id}, or it is named twice.`,
      );
    }
    stored.delete(input.id);
    const { label = kept.label, enabled = kept.enabled } = input;
    return { ...kept, label, enabled };
  });
}
