import type { SettingsStore } from '#main/data-directory/settings-store';
import type { SecretCipher } from '#main/secrets/secret-cipher';
import type { Store } from '#main/store/types';
import { channelSettingsSchema } from '#shared/domain/channel';
import type { BackupContent } from '#shared/domain/configuration-backup';
import { openCredential, openGatewayToken } from '../sealed-secrets';

/** Of the computer and not of the configuration. */
export const LOCAL_SETTINGS = ['host', 'port', 'allowedHosts', 'allowedOrigins'] as const;

/** The configuration as it is stored; a secret that cannot be decrypted is left out like one that was not asked for. */
export function collectBackup(
  { store, cipher, settings }: { store: Store; cipher: SecretCipher; settings: SettingsStore },
  { secrets }: { readonly secrets: boolean },
): BackupContent {
  const { rules, groups } = store.routingTable.load();
  const shown = Object.entries(settings.get()).filter(([name]) => !isLocal(name));
  return {
    channels: store.channels.list().map((channel) => ({
      ...channelSettingsSchema.parse(channel),
      id: channel.id,
      credentials: channel.credentials.map((credential) => {
        const { id, kind, label, enabled } = credential;
        return { id, kind, label, enabled, secret: secrets ? openCredential(cipher, credential) : null };
      }),
    })),
    gatewayTokens: store.gatewayTokens.list().map((token) => {
      const { id, name, enabled, project, models, channelIds } = token;
      const secret = secrets ? openGatewayToken(cipher, token) : null;
      return { id, name, enabled, project, models, channelIds, token: secret };
    }),
    rules: [...rules],
    groups: [...groups],
    settings: Object.fromEntries(shown),
  };
}

export function isLocal(setting: string): boolean {
  return (LOCAL_SETTINGS as readonly string[]).includes(setting);
}
