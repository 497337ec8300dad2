import type { SettingsPatch } from '#main/data-directory/settings-patch';
import { sha256Hex } from '#main/secrets/gateway-token';
import { last4 } from '#main/secrets/last4';
import type { SecretCipher } from '#main/secrets/secret-cipher';
import type { Store, StoredChannel, StoredCredential } from '#main/store/types';
import type { BackupChange, BackupContent } from '#shared/domain/configuration-backup';
import { DEFAULT_SETTINGS } from '#shared/domain/settings';
import { lastGatewayToken } from '../api-error';
import { assertRoutingTable } from '../check-routing-table';
import { sealCredential, sealGatewayToken } from '../sealed-secrets';
import { isLocal } from './collect-backup';

type Channel = BackupContent['channels'][number];
type Token = BackupContent['gatewayTokens'][number];

/**
 * Does what `changes` say. To be called within a transaction: what fails half-way leaves the rest to be rolled back.
 *
 * @throws INVALID_INPUT or CONFLICT when the result would be no usable configuration
 */
export function applyBackup(
  content: BackupContent,
  changes: readonly BackupChange[],
  { store, cipher }: { readonly store: Store; readonly cipher: SecretCipher },
): void {
  const listBy = (kind: BackupChange['kind'], ...actions: BackupChange['action'][]): Set<string> =>
    new Set(
      changes.flatMap((change) =>
        change.kind === kind && actions.includes(change.action) ? [change.id ?? ''] : [],
      ),
    );
  // Names are free again before somebody else takes them.
  for (const id of listBy('channel', 'remove')) store.channels.remove(id);
  for (const id of listBy('gateway_token', 'remove')) store.gatewayTokens.remove(id);

  const channels = listBy('channel', 'create', 'update');
  for (const channel of content.channels) {
    if (channels.has(channel.id)) saveChannel(channel, store, cipher);
  }
  const tokens = listBy('gateway_token', 'create', 'update');
  for (const token of content.gatewayTokens) {
    if (tokens.has(token.id)) saveToken(token, store, cipher);
  }
  if (store.gatewayTokens.list().every(({ enabled }) => !enabled)) {
    throw lastGatewayToken(content.gatewayTokens[0]?.name ?? '');
  }
  if (listBy('rules', 'update').size > 0) saveRules(content, store);
}

function saveChannel({ id, credentials, ...settings }: Channel, store: Store, cipher: SecretCipher): void {
  const stored = store.channels.get(id);
  const restored = credentials.flatMap((credential) => restoreCredential(credential, stored, cipher));
  // A file without keys does not take away those that are here.
  const kept = credentials.some(({ kind, secret }) => kind === 'key' && secret === null);
  const sealed = kept && stored !== null ? stored.credentials : restored;
  if (stored === null) store.channels.create({ ...settings, id, credentials: sealed });
  else store.channels.update(id, stored.revision, { ...settings, credentials: sealed });
}

function restoreCredential(
  { id, kind, label, enabled, secret }: Channel['credentials'][number],
  stored: StoredChannel | null,
  cipher: SecretCipher,
): StoredCredential[] {
  if (kind === 'client') return [{ id, kind, label, enabled, last4: null, sealed: null }];
  if (secret !== null) return [{ id, kind, label, enabled, ...sealCredential(cipher, id, secret) }];
  return stored?.credentials.filter((credential) => credential.id === id) ?? [];
}

function saveToken(
  { id, name, enabled, project, models, channelIds, token }: Token,
  store: Store,
  cipher: SecretCipher,
): void {
  const scope = { project, models, channelIds };
  const stored = store.gatewayTokens.get(id);
  if (token === null) {
    if (stored !== null) store.gatewayTokens.update(id, stored.revision, { name, enabled, ...scope });
    return;
  }
  if (stored !== null) store.gatewayTokens.remove(id);
  store.gatewayTokens.create({
    ...scope,
    id,
    name,
    enabled,
    last4: last4(token) ?? '',
    sha256: sha256Hex(token),
    sealed: sealGatewayToken(cipher, id, token),
  });
}

function saveRules({ rules, groups }: BackupContent, store: Store): void {
  const channelIds = new Set(store.channels.list().map(({ id }) => id));
  assertRoutingTable({ rules, groups }, channelIds);
  store.routingTable.save(store.routingTable.load().revision, { rules, groups });
}

/** What the file says of settings that this version knows; a pin on a channel that is not there is none. */
export function selectSettings({ settings }: BackupContent, store: Store): SettingsPatch {
  const known = Object.entries(settings).filter(
    ([name]) => Object.hasOwn(DEFAULT_SETTINGS, name) && !isLocal(name),
  );
  const { pinnedChannelId } = settings;
  const isThere = typeof pinnedChannelId === 'string' && store.channels.get(pinnedChannelId) !== null;
  return { ...Object.fromEntries(known), ...(isThere ? {} : { pinnedChannelId: null }) };
}
