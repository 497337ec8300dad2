import type { StoredChannel } from '#main/store/types';
import type { UpdateChannel } from '#shared/contract/channels';
import { AUTO } from '#shared/contract/routing';
import type { ChannelSettings } from '#shared/domain/channel';
import { channelCredentialUnreadable, channelNotFound, invalidInput, nameTaken } from './api-error';
import type { ApiDependencies, Implementer } from './api-context';
import { createCredential, selectCredentials } from './channel-credentials';
import { toChannel } from './channel-view';
import { cleanBaseUrl, completeChannel, selectPreset } from './complete-channel';
import { createId } from './create-id';
import { toGatewayChannel } from './gateway-config';
import { PROVIDER_PRESETS } from './provider-presets';

export function createChannelProcedures(os: Implementer, dependencies: ApiDependencies) {
  const { store, cipher, settings, config, gateway } = dependencies;
  const { channels } = os;

  const applyConfig = (): void => gateway.applyConfig(config.load());

  const getStored = (id: string): StoredChannel => {
    const stored = store.channels.get(id);
    if (stored === null) throw channelNotFound(id);
    return stored;
  };

  return {
    list: channels.list.handler(() => store.channels.list().map((stored) => toChannel(stored, cipher))),

    get: channels.get.handler(({ input }) => toChannel(getStored(input.id), cipher)),

    create: channels.create.handler(({ input }) => {
      assertNameIsFree(input.name, store.channels.list());
      const stored = store.channels.create({
        ...completeChannel(input, PROVIDER_PRESETS),
        id: createId('ch'),
        credentials: input.credentials.map((credential) => createCredential(credential, cipher)),
      });
      applyConfig();
      return toChannel(stored, cipher);
    }),

    update: channels.update.handler(({ input }) => {
      const { id, revision, credentials, ...change } = input;
      const stored = getStored(id);
      const others = store.channels.list().filter((channel) => channel.id !== id);
      if (change.name !== undefined) assertNameIsFree(change.name, others);
      const updated = store.channels.update(id, revision, {
        ...cleanChange(change, stored.name),
        ...(credentials && { credentials: selectCredentials(credentials, stored, cipher) }),
      });
      applyConfig();
      return toChannel(updated, cipher);
    }),

    remove: channels.remove.handler(({ input }) => {
      if (!store.channels.remove(input.id)) throw channelNotFound(input.id);
      if (settings.get().pinnedChannelId === input.id) settings.update({ pinnedChannelId: null });
      applyConfig();
      return { id: input.id };
    }),

    test: channels.test.handler(({ input, signal }) => {
      const stored = getStored(input.id);
      const channel = toGatewayChannel(stored, cipher);
      if (channel.credentials.length === 0 && channel.unreadableCredentials > 0) {
        throw channelCredentialUnreadable(stored.name);
      }
      const { model } = input;
      return gateway.testChannel(channel, {
        ...(model !== undefined && { model }),
        ...(signal && { signal }),
      });
    }),
  };
}

/** @throws CONFLICT when another channel has the name in any case, INVALID_INPUT when it means something else */
function assertNameIsFree(name: string, others: readonly StoredChannel[]): void {
  const folded = name.toLowerCase();
  if (folded === AUTO) {
    throw invalidInput(
      { field: 'name', reason: 'name_reserved', channel: name },
      `"${AUTO}" cannot be a channel's name: it stands for "no channel is pinned".`,
    );
  }
  if (others.some((channel) => channel.name.toLowerCase() === folded)) throw nameTaken(name);
}

type SettingsChange = Omit<UpdateChannel, 'id' | 'revision' | 'credentials'>;

/** The change without absent fields, its base URL cleaned and its provider known. */
function cleanChange(change: SettingsChange, channel: string): Partial<ChannelSettings> {
  const { provider, baseUrl } = change;
  if (provider !== undefined) selectPreset(provider, channel, PROVIDER_PRESETS);
  const present = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return { ...present, ...(baseUrl !== undefined && { baseUrl: cleanBaseUrl(baseUrl, channel) }) };
}
