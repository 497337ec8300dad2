import type { SettingsStore } from '#main/data-directory/settings-store';
import type { ConfigSource, GatewayChannel, GatewayConfig, GatewayCredential } from '#main/gateway/ports';
import type { SecretCipher } from '#main/secrets/secret-cipher';
import type { Store, StoredChannel } from '#main/store/types';
import { LIST_PRICES } from './model-prices';
import { openCredential } from './sealed-secrets';

/** Reads the configuration as the gateway needs it, with the credentials decrypted. */
export function createConfigSource(options: {
  store: Store;
  cipher: SecretCipher;
  settings: SettingsStore;
  /** A token that lets clients in beside the stored ones. */
  unstoredToken?: GatewayConfig['tokens'][number] | null;
}): ConfigSource {
  const { store, cipher, settings, unstoredToken = null } = options;
  return {
    load(): GatewayConfig {
      const {
        pinnedChannelId,
        failOverFromPinned,
        balancing,
        presets,
        customRouterPath,
        allowedHosts,
        allowedOrigins,
        timeouts,
        limits,
        bodies,
        money,
        prices,
      } = settings.get();
      return {
        channels: store.channels.list().map((channel) => toGatewayChannel(channel, cipher)),
        tokens: [
          ...store.gatewayTokens
            .list()
            .filter((token) => token.enabled)
            .map(({ id, name, sha256, project, models, channelIds }) => ({
              id,
              name,
              sha256,
              project,
              models,
              channelIds,
            })),
          ...(unstoredToken === null ? [] : [unstoredToken]),
        ],
        routing: store.routingTable.load(),
        prices: {
          user: prices,
          list: LIST_PRICES,
          ratesPerUsd: Object.fromEntries(money.rates.map(({ currency, perUsd }) => [currency, perUsd])),
        },
        settings: {
          pinnedChannelId,
          failOverFromPinned,
          balancing,
          presets,
          customRouterPath,
          allowedHosts,
          allowedOrigins,
          timeouts,
          limits,
          bodies,
        },
      };
    },
  };
}

export function toGatewayChannel(stored: StoredChannel, cipher: SecretCipher): GatewayChannel {
  const { credentials: storedCredentials, revision: _, createdAt: __, updatedAt: ___, ...settings } = stored;
  // A key that is not needed does not stop a channel when it cannot be read.
  if (settings.authStyle === 'none') return { ...settings, credentials: [], unreadableCredentials: 0 };
  const credentials: GatewayCredential[] = [];
  let unreadableCredentials = 0;
  for (const credential of storedCredentials) {
    if (!credential.enabled) continue;
    if (credential.kind === 'client') {
      credentials.push({ id: credential.id, kind: 'client' });
      continue;
    }
    const secret = openCredential(cipher, credential);
    if (secret === null) unreadableCredentials += 1;
    else credentials.push({ id: credential.id, kind: 'key', secret });
  }
  return { ...settings, credentials, unreadableCredentials };
}
