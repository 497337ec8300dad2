import type { GatewayConfig } from '#main/gateway/ports';
import { createGatewayToken, sha256Hex } from '#main/secrets/gateway-token';
import type { SecretCipher } from '#main/secrets/secret-cipher';
import { StoreError } from '#main/store/store-error';
import type { Store } from '#main/store/types';
import { UNBOUND } from '#shared/domain/gateway-token';
import { createId } from './create-id';
import { openGatewayToken, sealGatewayToken } from './sealed-secrets';

const FIRST_TOKEN_NAME = 'default';

export interface EnsuredGatewayToken {
  /** In full. */
  readonly token: string;
  /** Set when it could not be stored: it lets clients in as long as this process runs. */
  readonly unstored: GatewayConfig['tokens'][number] | null;
}

/**
 * The first gateway token that can be shown, created when there is none. After a change of the data key the stored ones
 * still let clients in, but no one could be told them.
 */
export function ensureGatewayToken(store: Store, cipher: SecretCipher): EnsuredGatewayToken {
  const stored = store.gatewayTokens.list();
  for (const entry of stored) {
    const token = entry.enabled ? openGatewayToken(cipher, entry) : null;
    if (token !== null) return { token, unstored: null };
  }
  const id = createId('tk');
  const token = createGatewayToken();
  const count = stored.length + store.gatewayTokens.listUnreadable().length;
  const name = count === 0 ? FIRST_TOKEN_NAME : `${FIRST_TOKEN_NAME} ${count + 1}`;
  const sha256 = sha256Hex(token);
  try {
    const sealed = sealGatewayToken(cipher, id, token);
    store.gatewayTokens.create({ id, name, enabled: true, last4: token.slice(-4), sha256, sealed });
    return { token, unstored: null };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { token, unstored: { id, name, sha256, ...UNBOUND } };
  }
}
