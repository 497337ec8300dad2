import { UNUSED_CHANNEL, type ChannelHealth } from '#shared/domain/channel-health';
import type { Clock, GatewayChannel, GatewayCredential } from '../ports';
import { readQuota, type QuotaHeaders } from '../protocols/quota/read-quota';
import type { UpstreamError } from '../protocols/types';
import {
  createChannelActivity,
  NO_ACTIVITY,
  type ActivityNotes,
  type ChannelActivity,
} from './channel-activity';
import { createCircuit, type Circuit, type CircuitState, type Permit } from './create-circuit';
import type { RouteTarget } from './plan-route';
import { createQuotaNotes, type QuotaNotes } from './quota-notes';
import { selectFailureEffect } from './select-failure-effect';

type Asked = Pick<RouteTarget, 'channel' | 'credential'>;

/** One attempt that is under way; ended once, with one of the three. */
export interface Admission {
  /** @param firstTokenMs null where there was none, or no stream */
  succeed(firstTokenMs: number | null): void;
  fail(error: UpstreamError): void;
  /** It says nothing: the client left, or nothing was sent. */
  release(): void;
}

/** A channel as it is described: its keys as they are configured. */
type Described = Pick<GatewayChannel, 'id'> & { readonly credentials: readonly { readonly id: string }[] };

/** What attempts find out about channels and their keys, which outlives changes of the configuration. */
export interface HealthRegistry {
  /** How long until a target should be tried, in ms; 0: now. */
  waitMs(target: Asked): number;
  begin(target: Asked): Admission;
  /** An answer has begun: its headers may tell what is left of the key's limits. */
  noteAnswer(target: Asked, status: number, headers: QuotaHeaders): void;
  /** What is going on at a channel now. */
  activity(channelId: string): ChannelActivity;
  describe(channel: Described): ChannelHealth;
  /** Forgets what is known of a channel and its keys. */
  reset(channelId: string): void;
  /** Forgets channels that are gone, point elsewhere, or were enabled anew. */
  applyChannels(channels: readonly GatewayChannel[]): void;
}

interface Options {
  readonly clock: Clock;
  /** An attempt has changed the state of a channel or of one of its keys. */
  readonly onChange?: (channel: GatewayChannel, error: UpstreamError | null) => void;
}

interface Entry {
  readonly circuit: Circuit;
  readonly keys: Map<string, Circuit>;
  readonly activity: ActivityNotes;
  readonly quota: QuotaNotes;
  /** Where its requests go: an edit of that makes another channel of it. */
  address: string;
  enabled: boolean;
  lastError: ChannelHealth['lastError'];
}

export function createHealthRegistry(options: Options): HealthRegistry {
  const { clock } = options;
  const entries = new Map<string, Entry>();

  function entryOf(channel: GatewayChannel): Entry {
    let entry = entries.get(channel.id);
    if (entry === undefined) {
      entry = {
        circuit: createCircuit(),
        keys: new Map(),
        activity: createChannelActivity(),
        quota: createQuotaNotes(),
        address: addressOf(channel),
        enabled: channel.enabled,
        lastError: null,
      };
      entries.set(channel.id, entry);
    }
    return entry;
  }

  return {
    waitMs({ channel, credential }) {
      const entry = entries.get(channel.id);
      if (entry === undefined) return 0;
      const now = clock.monotonic();
      const key = credential === null ? undefined : entry.keys.get(credential.id);
      const quotaMs = entry.quota.waitMs(credential?.id ?? null, now);
      return Math.max(entry.circuit.waitMs(now), key?.waitMs(now) ?? 0, quotaMs);
    },

    begin: (target) => new Attempt(target, entryOf(target.channel), options),

    noteAnswer({ channel, credential }, status, headers) {
      // A caller's own login has limits of its own.
      if (credential?.kind === 'client') return;
      const time = clock.now();
      const read = readQuota(headers, time);
      if (read === null) return;
      const entry = entries.get(channel.id);
      // Meanwhile it was reset, or is another.
      if (entry === undefined || entry.address !== addressOf(channel)) return;
      const now = clock.monotonic();
      const keyId = credential?.id ?? null;
      const waited = entry.quota.waitMs(keyId, now) > 0;
      // A failure says by itself how long to leave it alone.
      const waitMs = status >= FIRST_ERROR_STATUS ? null : Math.max(0, (read.exhaustedUntil ?? 0) - time);
      entry.quota.note(keyId, read.quotas, waitMs, now);
      const waits = entry.quota.waitMs(keyId, now) > 0;
      if (waits !== waited) options.onChange?.(channel, waits ? { ...USED_UP, retryAfterMs: waitMs } : null);
    },

    activity: (channelId) => entries.get(channelId)?.activity ?? NO_ACTIVITY,

    describe(channel) {
      const entry = entries.get(channel.id);
      if (entry === undefined) return UNUSED_CHANNEL;
      const now = clock.monotonic();
      const time = clock.now();
      const describe = (circuit: Circuit, keyId: string | null): HealthState => {
        const quotaMs = entry.quota.waitMs(keyId, now);
        if (quotaMs > circuit.waitMs(now)) return { state: 'cooling', until: Math.round(time + quotaMs) };
        const state = STATES[circuit.state(now)];
        const waits = state === 'cooling' || state === 'open';
        return { state, until: waits ? Math.round(time + circuit.waitMs(now)) : null };
      };
      const credentials = channel.credentials.flatMap(({ id }) => {
        const circuit = entry.keys.get(id);
        return circuit === undefined
          ? []
          : [{ id, ...describe(circuit, id), quota: [...entry.quota.of(id, time)] }];
      });
      const own = describe(entry.circuit, null);
      // Without a key to call with it waits for the first that may be used again.
      const waiting = credentials.filter(({ until }) => until !== null);
      const [soonest] = waiting.toSorted((a, b) => (a.until ?? 0) - (b.until ?? 0));
      const hasNoKey = soonest !== undefined && waiting.length === channel.credentials.length;
      const { state, until } = own.state === 'active' && hasNoKey ? soonest : own;
      const quota = [...entry.quota.latest(time)];
      return { state, until, lastError: entry.lastError, quota, credentials };
    },

    reset: (channelId) => void entries.delete(channelId),

    applyChannels(channels) {
      const present = new Map(channels.map((channel) => [channel.id, channel]));
      for (const [id, entry] of entries) {
        const channel = present.get(id);
        const isAnother = channel === undefined || addressOf(channel) !== entry.address;
        if (isAnother || (channel.enabled && !entry.enabled)) entries.delete(id);
        else {
          entry.enabled = channel.enabled;
          for (const keyId of entry.keys.keys()) {
            if (channel.credentials.some((credential) => credential.id === keyId)) continue;
            entry.keys.delete(keyId);
            entry.quota.forget(keyId);
          }
        }
      }
    },
  };
}

const FIRST_ERROR_STATUS = 400;
const USED_UP = { kind: 'rate_limit', message: 'its quota is used up', status: null } as const;

type HealthState = Pick<ChannelHealth, 'state' | 'until'>;

const STATES: Readonly<Record<CircuitState, ChannelHealth['state']>> = {
  closed: 'active',
  cooling: 'cooling',
  open: 'open',
  'half-open': 'half-open',
};

function addressOf({ protocol, baseUrl, authStyle }: GatewayChannel): string {
  return `${protocol} ${baseUrl} ${authStyle}`;
}

/** Null where keys are not told apart: a caller's own login is each caller's, and what one is refused says nothing of the next. */
function circuitOfKey({ keys }: Entry, credential: GatewayCredential | null): Circuit | null {
  if (credential?.kind !== 'key') return null;
  let circuit = keys.get(credential.id);
  if (circuit === undefined) {
    circuit = createCircuit();
    keys.set(credential.id, circuit);
  }
  return circuit;
}

/** A class although it is made by a factory: every attempt has one. */
class Attempt implements Admission {
  readonly #target: Asked;
  readonly #entry: Entry;
  readonly #key: Circuit | null;
  readonly #permit: Permit;
  readonly #keyPermit: Permit | null;
  readonly #options: Options;

  constructor(target: Asked, entry: Entry, options: Options) {
    const now = options.clock.monotonic();
    this.#target = target;
    this.#entry = entry;
    this.#key = circuitOfKey(entry, target.credential);
    entry.activity.begin(now);
    this.#permit = entry.circuit.begin(now);
    this.#keyPermit = this.#key?.begin(now) ?? null;
    this.#options = options;
  }

  succeed(firstTokenMs: number | null): void {
    const { activity, circuit } = this.#entry;
    const now = this.#options.clock.monotonic();
    activity.end(firstTokenMs, now);
    // Nearly always, and nothing to tell.
    const isClosed = circuit.state(now) === 'closed' && (this.#key?.state(now) ?? 'closed') === 'closed';
    const before = isClosed ? '' : this.#states(now);
    circuit.succeed(this.#permit, now);
    if (this.#keyPermit !== null) this.#key?.succeed(this.#keyPermit, now);
    this.#entry.lastError = null;
    if (!isClosed && this.#states(now) !== before) this.#options.onChange?.(this.#target.channel, null);
  }

  fail(error: UpstreamError): void {
    const effect = selectFailureEffect(error.kind);
    if (effect === null) {
      this.release();
      return;
    }
    const { clock, onChange } = this.#options;
    const { channel, credential } = this.#target;
    const { activity, circuit } = this.#entry;
    const now = clock.monotonic();
    activity.end(null, now);
    const before = this.#states(now);
    const coolDownMs = (effect.namesTime ? error.retryAfterMs : null) ?? effect.coolDownMs;
    if (effect.blames === 'channel' || credential === null) {
      circuit.fail(this.#permit, now, coolDownMs);
      if (this.#keyPermit !== null) this.#key?.release(this.#keyPermit);
    } else {
      circuit.release(this.#permit);
      if (this.#keyPermit !== null) this.#key?.fail(this.#keyPermit, now, coolDownMs);
    }
    this.#entry.lastError = { kind: error.kind, message: error.message, at: Math.round(clock.now()) };
    if (this.#states(now) !== before) onChange?.(channel, error);
  }

  release(): void {
    this.#entry.activity.end(null, this.#options.clock.monotonic());
    this.#entry.circuit.release(this.#permit);
    if (this.#keyPermit !== null) this.#key?.release(this.#keyPermit);
  }

  #states(now: number): string {
    const key = this.#key?.state(now) ?? '';
    return `${this.#entry.circuit.state(now)} ${key}`;
  }
}
