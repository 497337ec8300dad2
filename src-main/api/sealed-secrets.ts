import { last4 } from '#main/secrets/last4';
import type { SecretCipher } from '#main/secrets/secret-cipher';
import type { StoredCredential, StoredGatewayToken } from '#main/store/types';

/** A sealed secret opens only for the row it was sealed for, so that nobody can swap two in the database. */
const credentialContext = (id: string): string => `credential:${id}`;
const gatewayTokenContext = (id: string): string => `gateway-token:${id}`;

export function sealCredential(
  cipher: SecretCipher,
  id: string,
  secret: string,
): Pick<StoredCredential, 'sealed' | 'last4'> {
  return { sealed: cipher.seal(secret, credentialContext(id)), last4: last4(secret) };
}

/** The key itself; null when it cannot be decrypted with the present data key. */
export function openCredential(
  cipher: SecretCipher,
  credential: Pick<StoredCredential, 'id' | 'sealed'>,
): string | null {
  if (credential.sealed === null) return null;
  return openOrNull(cipher, credential.sealed, credentialContext(credential.id));
}

export function sealGatewayToken(cipher: SecretCipher, id: string, token: string): string {
  return cipher.seal(token, gatewayTokenContext(id));
}

/** The token in full; null when it cannot be decrypted with the present data key. */
export function openGatewayToken(
  cipher: SecretCipher,
  token: Pick<StoredGatewayToken, 'id' | 'sealed'>,
): string | null {
  return openOrNull(cipher, token.sealed, gatewayTokenContext(token.id));
}

function openOrNull(cipher: SecretCipher, sealed: string, context: string): string | null {
  try {
    return cipher.open(sealed, context);
  } catch {
    // Another data key, or a damaged text: the row says so wherever it is shown.
    return null;
  }
}
