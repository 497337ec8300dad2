import type { RequestRecord } from '#shared/domain/request-record';
import type { StoredExchange } from '#shared/domain/stored-exchange';
import type { StoredGatewayToken } from '#main/store/types';
import {
  bodiesIncomplete,
  bodiesNotFound,
  channelNotFound,
  clientLoginNeeded,
  notListening,
  requestNotFound,
} from './api-error';
import type { ApiDependencies, Implementer } from './api-context';
import { replayRequest } from './replay-request';
import { openGatewayToken } from './sealed-secrets';

/** What can be done with requests whose bodies are stored. */
export function createBodiesProcedures(os: Implementer, dependencies: ApiDependencies) {
  const { cipher, exchanges, gateway, store } = dependencies;

  const getRecord = (id: string): RequestRecord => {
    const record = store.requests.get(id);
    if (record === null) throw requestNotFound(id);
    return record;
  };

  const getExchange = async (id: string): Promise<StoredExchange> => {
    const exchange = await exchanges.get(id);
    if (exchange === null) throw bodiesNotFound(id);
    return exchange;
  };

  /** As the client would be let in, and else as any. */
  const selectToken = ({ gatewayTokenId }: RequestRecord): string => {
    const enabled = store.gatewayTokens.list().filter((token) => token.enabled);
    const isOwn = ({ id }: StoredGatewayToken): boolean => id === gatewayTokenId;
    for (const stored of enabled.toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)))) {
      const token = openGatewayToken(cipher, stored);
      if (token !== null) return token;
    }
    throw notListening();
  };

  const assertReplayable = (record: RequestRecord, channelId: string | null): void => {
    if (channelId !== null && store.channels.get(channelId) === null) throw channelNotFound(channelId);
    // Without a choice the plan decides; it has what it needs unless only a caller's own login answered.
    const target = store.channels.get(channelId ?? record.channelId ?? '');
    const enabled = target?.credentials.filter((credential) => credential.enabled) ?? [];
    if (target !== null && enabled.length > 0 && enabled.every(({ kind }) => kind === 'client'))
      throw clientLoginNeeded(target.name);
  };

  return {
    bodies: os.requests.bodies.handler(async ({ input: { id } }) => {
      getRecord(id);
      return getExchange(id);
    }),

    clearBodies: os.requests.clearBodies.handler(async () => {
      await exchanges.clear();
      return {};
    }),

    explain: os.requests.explain.handler(async ({ input: { id } }) => {
      const { protocol, model, project, projectSource } = getRecord(id);
      const { request } = await getExchange(id);
      const body = request.truncated || request.body === null ? null : parseObject(request.body);
      if (body === null) throw bodiesIncomplete(id);
      // What is observed in the prompt is observed once more.
      const named = projectSource === 'prompt' ? null : project;
      return gateway.explain({ protocol, model, headers: request.headers, project: named, body });
    }),

    replay: os.requests.replay.handler(async ({ input: { id, channelId, model }, signal }) => {
      const record = getRecord(id);
      const exchange = await getExchange(id);
      const { address } = gateway.status();
      if (address === null) throw notListening();
      assertReplayable(record, channelId);
      const options = { address, token: selectToken(record), signal };
      return { id: await replayRequest(exchange, { channelId, model }, options) };
    }),
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
