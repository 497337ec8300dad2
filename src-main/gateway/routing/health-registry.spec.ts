import { describe, expect, it } from 'vitest';
import { ERROR_KINDS, type ErrorKind } from '#shared/domain/error-kind';
import type { GatewayChannel } from '../ports';
import type { UpstreamError } from '../protocols/types';
import { DEFAULT_CIRCUIT } from './create-circuit';
import { createHealthRegistry } from './health-registry';
import { createTestChannel } from './testing/create-test-channel';

const EPOCH_MS = 1_795_000_000_000;

function error(kind: ErrorKind, retryAfterMs: number | null = null): UpstreamError {
  return { kind, message: `it was ${kind}`, status: 500, retryAfterMs };
}

function rig() {
  let now = 0;
  const changes: string[] = [];
  const registry = createHealthRegistry({
    clock: { now: () => EPOCH_MS + now, monotonic: () => now },
    onChange: (channel, cause) => {
      changes.push(`${channel.id} ${registry.describe(channel).state} ${cause?.kind ?? 'works'}`);
    },
  });
  return {
    registry,
    changes,
    pass: (ms: number) => {
      now += ms;
    },
    /** Waits of the channel's keys, in their order. */
    waits: (channel: GatewayChannel) =>
      (channel.credentials.length === 0 ? [null] : channel.credentials).map((credential) =>
        registry.waitMs({ channel, credential }),
      ),
    fail: (channel: GatewayChannel, kind: ErrorKind, retryAfterMs: number | null = null, key = 0) => {
      const credential = channel.credentials[key] ?? null;
      registry.begin({ channel, credential }).fail(error(kind, retryAfterMs));
    },
    succeed: (channel: GatewayChannel, key = 0) => {
      registry.begin({ channel, credential: channel.credentials[key] ?? null }).succeed(null);
    },
  };
}

const headersOf = (remaining: number, reset: string) => ({
  'x-ratelimit-limit-requests': '10',
  'x-ratelimit-remaining-requests': String(remaining),
  'x-ratelimit-reset-requests': reset,
});

const twoKeys = createTestChannel('a', {
  credentials: [
    { id: 'k1', kind: 'key', secret: 'fake-1' },
    { id: 'k2', kind: 'key', secret: 'fake-2' },
  ],
});
const keyless = createTestChannel('b', { credentials: [] });

const BLAMED: Partial<Record<ErrorKind, 'channel' | 'key'>> = {
  timeout: 'channel',
  server_error: 'channel',
  unreachable: 'channel',
  overloaded: 'channel',
  bad_response: 'channel',
  truncated: 'channel',
  rate_limit: 'key',
  auth: 'key',
  billing: 'key',
  permission: 'key',
};

describe('a failure', () => {
  it.each([
    ['rate_limit', null, [30_000, 0]],
    ['rate_limit', 3_600_000, [3_600_000, 0]],
    ['rate_limit', 0, [0, 0]],
    ['auth', null, [300_000, 0]],
    ['billing', null, [300_000, 0]],
    ['overloaded', 5000, [5000, 5000]],
    ['overloaded', null, [0, 0]],
    ['server_error', 5000, [0, 0]],
    ['invalid_request', 5000, [0, 0]],
    ['not_found', null, [0, 0]],
  ] as const)('of kind %s with a wait of %s leaves the two keys alone for %j ms', (kind, named, expected) => {
    const { fail, waits } = rig();
    fail(twoKeys, kind, named);
    expect(waits(twoKeys)).toEqual(expected);
  });

  it('that concerns a key is its channel’s where there is none', () => {
    const { fail, waits } = rig();
    fail(keyless, 'rate_limit', 7000);
    expect(waits(keyless)).toEqual([7000]);
  });

  it('of one caller’s own login is not everybody’s', () => {
    const { fail, waits } = rig();
    const login = createTestChannel('c', { credentials: [{ id: 'k', kind: 'client' }] });
    fail(login, 'rate_limit', 7000);
    expect(waits(login)).toEqual([0]);
  });

  it.each(ERROR_KINDS)(
    '%s opens the channel, one of its keys, or nothing, when it comes again and again',
    (kind) => {
      const { fail, waits, changes } = rig();
      for (let count = 0; count < DEFAULT_CIRCUIT.failuresInARow; count += 1) fail(twoKeys, kind);
      const [first, second] = waits(twoKeys).map((wait) => wait > 0);
      const blamed = first === true ? (second === true ? 'channel' : 'key') : 'nobody';
      expect(blamed).toBe(BLAMED[kind] ?? 'nobody');
      expect(changes.length > 0).toBe(blamed !== 'nobody');
    },
  );
});

describe('what is shown of a channel', () => {
  it('is nothing before it is used', () => {
    expect(rig().registry.describe(twoKeys)).toEqual({
      state: 'active',
      until: null,
      lastError: null,
      quota: [],
      credentials: [],
    });
  });

  it('is that it waits for its first key, when all have to', () => {
    const { fail, registry } = rig();
    fail(twoKeys, 'rate_limit', 60_000, 0);
    expect(registry.describe(twoKeys)).toEqual({
      state: 'active',
      until: null,
      lastError: { kind: 'rate_limit', message: 'it was rate_limit', at: EPOCH_MS },
      quota: [],
      credentials: [{ id: 'k1', state: 'cooling', until: EPOCH_MS + 60_000, quota: [] }],
    });
    fail(twoKeys, 'rate_limit', 20_000, 1);
    expect(registry.describe(twoKeys)).toMatchObject({ state: 'cooling', until: EPOCH_MS + 20_000 });
  });

  it('follows time and success, and each change is told once', () => {
    const { fail, succeed, pass, registry, changes } = rig();
    for (let count = 0; count < 7; count += 1) fail(keyless, 'unreachable');
    expect(registry.describe(keyless)).toMatchObject({
      state: 'open',
      until: EPOCH_MS + DEFAULT_CIRCUIT.openMs,
    });
    pass(DEFAULT_CIRCUIT.openMs);
    expect(registry.describe(keyless)).toMatchObject({ state: 'half-open', until: null });
    succeed(keyless);
    expect(registry.describe(keyless)).toMatchObject({ state: 'active', lastError: null });
    expect(changes).toEqual(['b open unreachable', 'b active works']);
  });
});

describe('what was found out is forgotten', () => {
  const broken = () => {
    const made = rig();
    for (let count = 0; count < 5; count += 1) made.fail(twoKeys, 'server_error');
    made.fail(twoKeys, 'auth');
    expect(made.waits(twoKeys)).toEqual([300_000, DEFAULT_CIRCUIT.openMs]);
    return made;
  };

  it('when it is reset', () => {
    const { registry, waits } = broken();
    registry.reset('a');
    expect(waits(twoKeys)).toEqual([0, 0]);
  });

  it.each([
    ['points elsewhere', [{ ...twoKeys, baseUrl: 'http://127.0.0.1:2' }], [0, 0]],
    ['is gone', [], [0, 0]],
    ['is only renamed', [{ ...twoKeys, name: 'other' }], [300_000, DEFAULT_CIRCUIT.openMs]],
  ])('when the channel %s', (_title, channels, expected) => {
    const { registry, waits } = broken();
    registry.applyChannels(channels);
    expect(waits(twoKeys)).toEqual(expected);
  });

  it('when it is switched off and on again', () => {
    const { registry, waits } = broken();
    registry.applyChannels([{ ...twoKeys, enabled: false }]);
    registry.applyChannels([twoKeys]);
    expect(waits(twoKeys)).toEqual([0, 0]);
  });

  it('of a key that is gone', () => {
    const { registry, waits } = broken();
    registry.applyChannels([{ ...twoKeys, credentials: twoKeys.credentials.slice(1) }]);
    expect(waits(twoKeys)).toEqual([DEFAULT_CIRCUIT.openMs, DEFAULT_CIRCUIT.openMs]);
  });
});

describe('a quota that an answer tells', () => {
  const [first = null, second = null] = twoKeys.credentials;

  it('is shown for its key and the channel until it is counted anew', () => {
    const { registry, succeed, pass } = rig();
    succeed(twoKeys);
    registry.noteAnswer({ channel: twoKeys, credential: first }, 200, headersOf(3, '60s'));
    const quota = [
      { kind: 'requests', limit: 10, remaining: 3, utilization: null, resetAt: EPOCH_MS + 60_000 },
    ];
    expect(registry.describe(twoKeys)).toMatchObject({
      state: 'active',
      quota,
      credentials: [{ id: 'k1', state: 'active', quota }],
    });
    // An answer that tells nothing changes nothing.
    registry.noteAnswer({ channel: twoKeys, credential: first }, 200, {});
    expect(registry.describe(twoKeys).quota).toEqual(quota);
    pass(60_000);
    expect(registry.describe(twoKeys)).toMatchObject({ quota: [], credentials: [{ quota: [] }] });
  });

  it('leaves its key alone while it is used up, and no other', () => {
    const { registry, succeed, waits, pass, changes } = rig();
    succeed(twoKeys);
    registry.noteAnswer({ channel: twoKeys, credential: first }, 200, headersOf(0, '60s'));
    expect(waits(twoKeys)).toEqual([60_000, 0]);
    expect(registry.describe(twoKeys)).toMatchObject({
      state: 'active',
      credentials: [{ id: 'k1', state: 'cooling', until: EPOCH_MS + 60_000 }],
    });
    succeed(twoKeys, 1);
    registry.noteAnswer({ channel: twoKeys, credential: second }, 200, headersOf(0, '30s'));
    expect(registry.describe(twoKeys)).toMatchObject({ state: 'cooling', until: EPOCH_MS + 30_000 });
    pass(10_000);
    registry.noteAnswer({ channel: twoKeys, credential: first }, 200, headersOf(1, '50s'));
    expect(waits(twoKeys)).toEqual([0, 20_000]);
    expect(changes).toEqual(['a active rate_limit', 'a cooling rate_limit', 'a active works']);
  });

  it('leaves a channel without keys alone', () => {
    const { registry, succeed, waits } = rig();
    succeed(keyless);
    registry.noteAnswer({ channel: keyless, credential: null }, 200, headersOf(0, '60s'));
    expect(waits(keyless)).toEqual([60_000]);
    expect(registry.describe(keyless)).toMatchObject({ state: 'cooling', until: EPOCH_MS + 60_000 });
    registry.reset(keyless.id);
    expect(waits(keyless)).toEqual([0]);
  });

  it('with a failure is shown, but the failure says how long it is left alone', () => {
    const { registry, waits, fail } = rig();
    fail(twoKeys, 'rate_limit', 5000);
    registry.noteAnswer({ channel: twoKeys, credential: first }, 429, headersOf(0, '60s'));
    expect(waits(twoKeys)).toEqual([5000, 0]);
    expect(registry.describe(twoKeys).quota).toMatchObject([{ remaining: 0 }]);
  });

  it('of a caller’s own login, a channel that points elsewhere now, or a key that is gone, is not kept', () => {
    const { registry, succeed } = rig();
    succeed(twoKeys);
    const client = { id: 'k0', kind: 'client' } as const;
    registry.noteAnswer({ channel: twoKeys, credential: client }, 200, headersOf(0, '60s'));
    const elsewhere = { ...twoKeys, baseUrl: 'https://elsewhere.example' };
    registry.noteAnswer({ channel: elsewhere, credential: first }, 200, headersOf(0, '60s'));
    expect(registry.describe(twoKeys).quota).toEqual([]);
    registry.noteAnswer({ channel: twoKeys, credential: first }, 200, headersOf(0, '60s'));
    registry.applyChannels([{ ...twoKeys, credentials: second === null ? [] : [second] }]);
    expect(registry.describe(twoKeys).quota).toEqual([]);
  });
});
