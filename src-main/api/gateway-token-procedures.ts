import { isDeepStrictEqual } from 'node:util';
import { createGatewayToken, sha256Hex } from '#main/secrets/gateway-token';
import type { StoredGatewayToken } from '#main/store/types';
import type { GatewayToken, GatewayTokenScope } from '#shared/domain/gateway-token';
import {
  gatewayTokenNotFound,
  gatewayTokenUnreadable,
  idTaken,
  invalidInput,
  lastGatewayToken,
  nameTaken,
} from './api-error';
import type { ApiDependencies, Implementer } from './api-context';
import { createCommitChange } from './commit-change';
import { createId } from './create-id';
import { openGatewayToken, sealGatewayToken } from './sealed-secrets';

export function createGatewayTokenProcedures(os: Implementer, dependencies: ApiDependencies) {
  const { store, cipher } = dependencies;
  const { gatewayTokens } = os;
  const commit = createCommitChange(dependencies);

  const getStored = (id: string): StoredGatewayToken => {
    const stored = store.gatewayTokens.get(id);
    if (stored === null) throw gatewayTokenNotFound(id);
    return stored;
  };

  const reveal = (stored: StoredGatewayToken): string => {
    const token = openGatewayToken(cipher, stored);
    if (token === null) throw gatewayTokenUnreadable(stored.name);
    return token;
  };

  const assertNameIsFree = (name: string, ownId: string | null): void => {
    const folded = name.toLowerCase();
    // One that cannot be read keeps its name: it is removed by it.
    const named = [...store.gatewayTokens.list(), ...store.gatewayTokens.listUnreadable()];
    const others = named.filter(({ id }) => id !== ownId);
    if (others.some((other) => other.name?.toLowerCase() === folded)) throw nameTaken('gateway_token', name);
  };

  /** Without a token in use no client could get in any more. */
  const assertOthersAreEnabled = (stored: StoredGatewayToken): void => {
    const others = store.gatewayTokens.list().filter(({ id, enabled }) => enabled && id !== stored.id);
    if (stored.enabled && others.length === 0) throw lastGatewayToken(stored.name);
  };

  const assertChannelsExist = (channelIds: readonly string[] | null | undefined): void => {
    const known = new Set([...store.channels.list(), ...store.channels.listUnreadable()].map(({ id }) => id));
    const unknown = channelIds?.find((id) => !known.has(id));
    if (unknown === undefined) return;
    throw invalidInput(
      { field: 'channelIds', reason: 'channel_unknown', value: unknown },
      `There is no channel ${JSON.stringify(unknown)} that a gateway token could be bound to.`,
    );
  };

  const create = (id: string, name: string, scope: GatewayTokenScope): StoredGatewayToken => {
    const token = createGatewayToken();
    return store.gatewayTokens.create({
      ...scope,
      id,
      name,
      enabled: true,
      last4: token.slice(-4),
      sha256: sha256Hex(token),
      sealed: sealGatewayToken(cipher, id, token),
    });
  };

  return {
    list: gatewayTokens.list.handler(() => store.gatewayTokens.list().map(toView)),

    create: gatewayTokens.create.handler(({ input }) => {
      const { id = createId('tk'), name, project = null, models = null, channelIds = null } = input;
      const scope = { project, models, channelIds };
      const present = store.gatewayTokens.get(id);
      if (present !== null) {
        if (!isSameToken(present, { name, ...scope })) throw idTaken('gateway_token', id, present.name);
        return { ...toView(present), token: reveal(present) };
      }
      assertNameIsFree(name, null);
      assertChannelsExist(channelIds);
      const stored = commit({ type: 'gatewayTokens.changed' }, () => create(id, name, scope));
      return { ...toView(stored), token: reveal(stored) };
    }),

    update: gatewayTokens.update.handler(({ input }) => {
      const { id, revision, ...given } = input;
      const { name, enabled, channelIds } = given;
      const stored = getStored(id);
      if (name !== undefined) assertNameIsFree(name, id);
      assertChannelsExist(channelIds);
      if (enabled === false) assertOthersAreEnabled(stored);
      const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      return toView(
        commit({ type: 'gatewayTokens.changed' }, () => store.gatewayTokens.update(id, revision, change)),
      );
    }),

    remove: gatewayTokens.remove.handler(({ input: { id } }) => {
      // One that cannot be read lets nobody in, so it is not missed.
      if (store.gatewayTokens.listUnreadable().every((row) => row.id !== id)) {
        const stored = store.gatewayTokens.get(id);
        if (stored === null) return { id, removed: false };
        assertOthersAreEnabled(stored);
      }
      const removed = commit({ type: 'gatewayTokens.changed' }, () => store.gatewayTokens.remove(id));
      return { id, removed };
    }),

    reveal: gatewayTokens.reveal.handler(({ input: { id } }) => ({ id, token: reveal(getStored(id)) })),
  };
}

/** A repeated request brings nothing else than what is there. */
function isSameToken(
  { name, project, models, channelIds }: StoredGatewayToken,
  given: GatewayTokenScope & { name: string },
): boolean {
  return isDeepStrictEqual({ name, project, models, channelIds }, given);
}

/** A gateway token as it may be listed: of the token itself only how it ends. */
function toView(stored: StoredGatewayToken): GatewayToken {
  const { sha256: _, sealed: __, ...view } = stored;
  return view;
}
