import type { GatewayChannel } from '#main/gateway/ports';
import { SettingsError } from '#main/data-directory/settings-error';
import { StaleRevisionError } from '#main/store/store-error';
import type { StoredChannel } from '#main/store/types';
import type { CreateChannel, UpdateChannel } from '#shared/contract/channels';
import { AUTO } from '#shared/contract/routing';
import type { ChannelSettings } from '#shared/domain/channel';
import type { ChannelTestResult } from '#shared/domain/channel-test';
import { channelCredentialUnreadable, channelNotFound, idTaken, invalidInput, nameTaken } from './api-error';
import type { ApiDependencies, Implementer } from './api-context';
import { createCredential, selectCredentials } from './channel-credentials';
import { toChannel } from './channel-view';
import { createCommitChange } from './commit-change';
import { cleanBaseUrl, completeChannel, selectPreset } from './complete-channel';
import { createId } from './create-id';
import { streamTest } from './stream-test';
import { toGatewayChannel } from './gateway-config';
import { isSameChannel } from './is-same-channel';
import { PROVIDER_PRESETS } from './provider-presets';

interface Named {
  readonly id: string;
  readonly name: string | null;
}

interface Draft {
  readonly channel?: CreateChannel | undefined;
  readonly stored?: UpdateChannel | undefined;
}

export function createChannelProcedures(os: Implementer, dependencies: ApiDependencies) {
  const { store, cipher, settings, gateway, events } = dependencies;
  const { channels } = os;
  const commit = createCommitChange(dependencies);

  const getStored = (id: string): StoredChannel => {
    const stored = store.channels.get(id);
    if (stored === null) throw channelNotFound(id);
    return stored;
  };

  /** One that cannot be read keeps its name: it is removed by it. */
  const listNamed = (): Named[] => [...store.channels.list(), ...store.channels.listUnreadable()];

  /** A pin on a channel that is gone is no pin, so a settings file that cannot be written does not fail a removal. */
  const unpin = (): void => {
    try {
      settings.update({ pinnedChannelId: null });
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
    }
  };

  const cleanUpdate = (input: UpdateChannel) => {
    const { id, revision: _, credentials, ...change } = input;
    const stored = getStored(id);
    return {
      ...cleanChange(change, stored.name),
      ...(credentials && { credentials: selectCredentials(credentials, stored, cipher) }),
    };
  };

  /** As it would be stored. */
  const changeStored = (input: UpdateChannel): StoredChannel => ({
    ...getStored(input.id),
    ...cleanUpdate(input),
  });

  const buildDraft = (input: CreateChannel): StoredChannel => ({
    ...completeChannel(input, PROVIDER_PRESETS),
    id: createId('ch'),
    revision: 1,
    createdAt: 0,
    updatedAt: 0,
    credentials: input.credentials.map((credential) => createCredential(credential, cipher)),
  });

  const selectDraft = ({ channel, stored }: Draft): StoredChannel => {
    const draft = stored === undefined ? channel && buildDraft(channel) : changeStored(stored);
    // The contract lets one of the two through.
    if (draft === undefined) throw invalidInput({ field: 'channel', reason: 'invalid' }, 'Name a channel.');
    return draft;
  };

  const toCallable = (stored: StoredChannel): GatewayChannel => {
    const channel = toGatewayChannel(stored, cipher);
    if (channel.credentials.length === 0 && channel.unreadableCredentials > 0) {
      throw channelCredentialUnreadable(stored.name);
    }
    return channel;
  };

  const runTest = (
    stored: StoredChannel,
    model: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<ChannelTestResult> => {
    return gateway.testChannel(toCallable(stored), {
      ...(model !== undefined && { model }),
      ...(signal && { signal }),
    });
  };

  return {
    list: channels.list.handler(() => store.channels.list().map((stored) => toChannel(stored, dependencies))),

    get: channels.get.handler(({ input }) => toChannel(getStored(input.id), dependencies)),

    create: channels.create.handler(({ input }) => {
      const { id = createId('ch'), credentials } = input;
      const completed = completeChannel(input, PROVIDER_PRESETS);
      const present = store.channels.get(id);
      if (present !== null) {
        if (!isSameChannel(present, completed, credentials, cipher)) {
          throw idTaken('channel', id, present.name);
        }
        return toChannel(present, dependencies);
      }
      assertNameIsFree(input.name, listNamed());
      const stored = commit({ type: 'channels.changed' }, () =>
        store.channels.create({
          ...completed,
          id,
          credentials: credentials.map((credential) => createCredential(credential, cipher)),
        }),
      );
      return toChannel(stored, dependencies);
    }),

    update: channels.update.handler(({ input }) => {
      const { id, revision, name } = input;
      const cleaned = cleanUpdate(input);
      const others = listNamed().filter((channel) => channel.id !== id);
      if (name !== undefined) assertNameIsFree(name, others);
      const updated = commit({ type: 'channels.changed' }, () =>
        store.channels.update(id, revision, cleaned),
      );
      return toChannel(updated, dependencies);
    }),

    remove: channels.remove.handler(({ input: { id, revision } }) => {
      const current = revision === undefined ? null : store.channels.get(id);
      if (revision !== undefined && current !== null && current.revision !== revision) {
        throw new StaleRevisionError(id, revision, current.revision);
      }
      const pinned = settings.get().pinnedChannelId === id;
      const removed = commit({ type: 'channels.changed' }, () => {
        const gone = store.channels.remove(id);
        if (gone && pinned) unpin();
        return gone;
      });
      if (removed && pinned) events.publish({ type: 'routing.changed', pinnedChannelId: null });
      return { id, removed };
    }),

    reset: channels.reset.handler(({ input }) => {
      const stored = getStored(input.id);
      gateway.resetChannelHealth(stored.id);
      const channel = toChannel(stored, dependencies);
      events.publish({ type: 'channelHealth.changed', channelId: channel.id, health: channel.health });
      return channel;
    }),

    test: channels.test.handler(({ input, signal }) => runTest(getStored(input.id), input.model, signal)),

    testDraft: channels.testDraft.handler(({ input: { model, ...draft }, signal }) =>
      runTest(selectDraft(draft), model, signal),
    ),

    testSteps: channels.testSteps.handler(({ input: { model, goal, ...draft }, signal }) => {
      const channel = toCallable(selectDraft(draft));
      return streamTest((onStage) =>
        gateway.testChannel(channel, {
          goal,
          onStage,
          ...(model !== undefined && { model }),
          ...(signal && { signal }),
        }),
      );
    }),

    models: channels.models.handler(async ({ input, signal }) => {
      const listed = await gateway.listModels(toCallable(selectDraft(input)), { signal });
      if ('error' in listed) {
        const { kind, message } = listed.error;
        return { names: [], failure: { kind, message } };
      }
      return { names: [...listed.names], failure: null };
    }),
  };
}

/** @throws CONFLICT when another channel has the name in any case, INVALID_INPUT when it means something else */
function assertNameIsFree(name: string, others: readonly Named[]): void {
  const folded = name.toLowerCase();
  if (folded === AUTO) {
    throw invalidInput(
      { field: 'name', reason: 'name_reserved', channel: name },
      `"${AUTO}" cannot be a channel's name: it stands for "no channel is pinned".`,
    );
  }
  if (others.some((channel) => channel.name?.toLowerCase() === folded)) throw nameTaken('channel', name);
}

type SettingsChange = Omit<UpdateChannel, 'id' | 'revision' | 'credentials'>;

/** The change without absent fields, its base URL cleaned and its provider known. */
function cleanChange(change: SettingsChange, channel: string): Partial<ChannelSettings> {
  const { provider, baseUrl } = change;
  if (provider !== undefined) selectPreset(provider, channel, PROVIDER_PRESETS);
  const present = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return { ...present, ...(baseUrl !== undefined && { baseUrl: cleanBaseUrl(baseUrl, channel) }) };
}
