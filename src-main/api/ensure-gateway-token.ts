import { createGatewayToken, sha256Hex } from '#main/secrets/gateway-token';
import type { SecretCipher } from '#main/secrets/secret-cipher';
import type { Store } from '#main/store/types';
import { createId } from './create-id';
import { openGatewayToken, sealGatewayToken } from './sealed-secrets';

const FIRST_TOKEN_NAME = 'default';

/**
 * The first gateway token that can be shown, created when there is none. After a change of the data key the stored ones
 * still let clients in, but no one could be told them.
 */
export function ensureGatewayToken(store: Store, cipher: SecretCipher): string {
  const stored = store.gatewayTokens.list();
  for (const entry of stored) {
    const token = entry.enabled ? openGatewayToken(cipher, entry) : null;
    if (token !== null) return token;
  }
  const id = createId('tk');
  const token = createGatewayToken();
  store.gatewayTokens.create({
    id,
    name: stored.length === 0 ? FIRST_TOKEN_NAME : `${FIRST_TOKEN_NAME} ${stored.length + 1}`,
    enabled: true,
    last4: token.slice(-4),
    sha256: sha256Hex(token),
    sealed: sealGatewayToken(cipher, id, token),
  });
  return token;
}
