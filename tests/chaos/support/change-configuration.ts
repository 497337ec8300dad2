import * as z from 'zod';
import { BALANCING_STRATEGIES } from '#shared/domain/balancing';
import type { BuiltGateway } from '#tests/support/gateway/start-built-gateway';
import type { Random } from './create-random';
import type { MoodyUpstream } from './start-moody-upstreams';

export interface ConfigurationChanges {
  /** Makes one change through the admin API. Rejects when it is refused. */
  change(): Promise<void>;
  /** Upstreams without an enabled channel, now or at some time since. @param since ms of `performance.now()` */
  absentSince(since: number): ReadonlySet<number>;
  /** Changes made, by kind. */
  readonly counts: Readonly<Record<string, number>>;
}

const channelSchema = z.object({ id: z.string(), revision: z.number(), enabled: z.boolean() });
const revisionSchema = z.object({ revision: z.string() });

interface Present {
  readonly id: string;
  readonly revision: number;
  readonly enabled: boolean;
}

/** So many upstreams always have an enabled channel. */
const MIN_PRESENT = 2;
const CONNECT_MS = 10_000;

/** One channel for each upstream, all of them changed all the time. */
export async function createConfigurationChanges(
  gateway: BuiltGateway,
  upstreams: readonly MoodyUpstream[],
  random: Random,
): Promise<ConfigurationChanges> {
  const counts: Record<string, number> = {};
  /** By upstream; null where its channel was removed. */
  const channels: (Present | null)[] = [];
  /** When an upstream was last absent; Infinity: it is. */
  const absentUntil = upstreams.map(() => -Infinity);
  let made = 0;

  const add = async (index: number, { url, protocol, keys }: MoodyUpstream): Promise<void> => {
    const created = await gateway.api('POST', '/channels', {
      name: `channel ${index}, number ${made}`,
      protocol,
      baseUrl: url,
      models: ['*'],
      credentials: keys.slice(1).map((secret) => ({ kind: 'key', secret })),
    });
    channels[index] = channelSchema.parse(created);
  };

  const edit = async (index: number, channel: Present, fields: object): Promise<void> => {
    const { id, revision } = channel;
    channels[index] = channelSchema.parse(
      await gateway.api('PATCH', `/channels/${id}`, { revision, ...fields }),
    );
  };

  const changeSettings = async (fields: object): Promise<unknown> => {
    const { revision } = revisionSchema.parse(await gateway.api('GET', '/settings'));
    return gateway.api('PATCH', '/settings', { revision, changes: fields });
  };

  const isAbsent = (index: number): boolean => absentUntil[index] === Infinity;
  const mayTakeAway = (index: number): boolean =>
    !isAbsent(index) && absentUntil.filter((until) => until !== Infinity).length > MIN_PRESENT;

  /** Null where the change cannot be made of this channel now. */
  type Change = (index: number, channel: Present, upstream: MoodyUpstream) => Promise<unknown> | null;

  const changes: Readonly<Record<string, Change>> = {
    rename: (index, channel) => edit(index, channel, { name: `channel ${index}, number ${made}` }),
    priority: (index, channel) => edit(index, channel, { priority: random.pick([49, 50, 50, 51]) }),
    weight: (index, channel) => edit(index, channel, { weight: random.integer(1, 10) }),
    model: (index, channel) =>
      edit(index, channel, { modelMapping: { 'chaos-model': `chaos-model-${made}` } }),
    keys: (index, channel, { keys }) => {
      const first = random.integer(0, keys.length - 1);
      const chosen = [...keys.slice(first), ...keys.slice(0, first)].slice(0, 2);
      return edit(index, channel, { credentials: chosen.map((secret) => ({ kind: 'key', secret })) });
    },
    address: (index, channel, { url }) => edit(index, channel, { baseUrl: `${url}/moved-${made}` }),
    'switch off': (index, channel) => {
      if (!mayTakeAway(index)) return null;
      absentUntil[index] = Infinity;
      return edit(index, channel, { enabled: false });
    },
    'switch on': (index, channel) => {
      if (channel.enabled) return null;
      return edit(index, channel, { enabled: true }).then(() => (absentUntil[index] = performance.now()));
    },
    'take away': (index, channel) => {
      if (!mayTakeAway(index)) return null;
      absentUntil[index] = Infinity;
      channels[index] = null;
      return gateway.api('DELETE', `/channels/${channel.id}`);
    },
    pin: (_index, { id, enabled }) =>
      enabled ? gateway.api('PUT', '/routing/active', { channel: id }) : null,
    unpin: () => gateway.api('PUT', '/routing/active', { channel: 'auto' }),
    reset: (_index, channel) => gateway.api('POST', `/channels/${channel.id}/reset`, {}),
    strategy: () => changeSettings({ balancing: random.pick(BALANCING_STRATEGIES) }),
    hedge: () => changeSettings({ timeouts: { hedgeAfterMs: random.pick([null, 50, 500]) } }),
    // Another one means other connections to all upstreams.
    timeout: () => changeSettings({ timeouts: { connectMs: CONNECT_MS + made } }),
  };
  const names = Object.keys(changes);

  for (const [index, upstream] of upstreams.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- a handful, in this order
    await add(index, upstream);
  }

  return {
    counts,
    async change() {
      made += 1;
      const index = random.integer(0, upstreams.length - 1);
      const upstream = upstreams[index];
      if (upstream === undefined) return;
      const channel = channels[index] ?? null;
      if (channel === null) {
        await add(index, upstream);
        absentUntil[index] = performance.now();
        counts['put back'] = (counts['put back'] ?? 0) + 1;
        return;
      }
      for (let at = random.integer(0, names.length - 1); ; at += 1) {
        const name = names[at % names.length] ?? 'rename';
        const change = changes[name]?.(index, channel, upstream);
        if (change == null) continue;
        await change;
        counts[name] = (counts[name] ?? 0) + 1;
        return;
      }
    },
    absentSince: (since) =>
      new Set(upstreams.flatMap((_, index) => ((absentUntil[index] ?? 0) >= since ? [index] : []))),
  };
}
