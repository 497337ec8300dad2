import { describe, expect, it } from 'vitest';
import { EMPTY_ROUTING_TABLE } from '#shared/domain/routing-table';
import { DEFAULT_SETTINGS } from '#shared/domain/settings';
import type { GatewayChannel, GatewayConfig } from '../ports';
import { planRoute } from './plan-route';
import { createTestChannel as channel } from './testing/create-test-channel';

function config(
  channels: GatewayChannel[],
  settings: Partial<GatewayConfig['settings']> = {},
): GatewayConfig {
  return {
    channels,
    tokens: [],
    routing: EMPTY_ROUTING_TABLE,
    settings: { ...DEFAULT_SETTINGS, ...settings },
  };
}

function plan(configuration: GatewayConfig, model = 'm') {
  return planRoute(configuration, {
    protocol: 'anthropic-messages',
    operation: 'generate',
    model,
  }).targets.map(({ channel: target, credential, upstreamModel }) => [
    target.id,
    credential?.id ?? null,
    upstreamModel,
  ]);
}

describe('the order of targets', () => {
  it('is the priority, and the age within one', () => {
    const channels = [
      channel('old'),
      channel('low', { priority: 1 }),
      channel('high', { priority: 99 }),
      channel('young'),
    ];
    expect(plan(config(channels)).map(([id]) => id)).toEqual(['high', 'old', 'young', 'low']);
  });

  it('puts channels of the own protocol first where the priority is the same', () => {
    const channels = [
      channel('converted', { protocol: 'gemini' }),
      channel('own'),
      channel('preferred', { protocol: 'openai-chat', priority: 60 }),
    ];
    expect(plan(config(channels)).map(([id]) => id)).toEqual(['preferred', 'own', 'converted']);
  });

  it('compacts a conversation with channels of its own protocol only', () => {
    const facts = { protocol: 'openai-responses', operation: 'compact', model: 'm' } as const;
    const channels = [channel('converted'), channel('own', { protocol: 'openai-responses' })];
    const targets = (given: GatewayChannel[]) =>
      planRoute(config(given), facts).targets.map(({ channel: { id } }) => id);
    expect(targets(channels)).toEqual(['own']);
    expect(() => targets([channel('converted')])).toThrow('No enabled channel speaks openai-responses');
  });

  it('begins with the pinned channel, whatever its priority', () => {
    const channels = [channel('a', { priority: 99 }), channel('b', { priority: 1 })];
    expect(plan(config(channels, { pinnedChannelId: 'b' })).map(([id]) => id)).toEqual(['b', 'a']);
  });

  it('is the pinned channel alone when failing over from it is off', () => {
    const channels = [channel('a'), channel('b')];
    expect(
      plan(config(channels, { pinnedChannelId: 'b', failOverFromPinned: false })).map(([id]) => id),
    ).toEqual(['b']);
  });

  it('does not get stuck on a pinned channel that is disabled or gone', () => {
    const channels = [channel('a'), channel('b', { enabled: false })];
    for (const pinnedChannelId of ['b', 'gone']) {
      expect(
        plan(config(channels, { pinnedChannelId, failOverFromPinned: false })).map(([id]) => id),
      ).toEqual(['a']);
    }
  });

  it('leaves out channels that cannot serve the request', () => {
    const channels = [
      channel('disabled', { enabled: false }),
      channel('other-model', { models: ['x'] }),
      channel('no-readable-key', { credentials: [], unreadableCredentials: 1 }),
      channel('keyless', { credentials: [] }),
    ];
    expect(plan(config(channels))).toEqual([['keyless', null, 'm']]);
  });

  it('tries a channel’s further keys right after its first', () => {
    const credentials = [
      { id: 'k1', kind: 'key', secret: 'fake-1' },
      { id: 'k2', kind: 'key', secret: 'fake-2' },
    ] as const;
    expect(plan(config([channel('a', { credentials, modelMapping: { m: 'up' } }), channel('b')]))).toEqual([
      ['a', 'k1', 'up'],
      ['a', 'k2', 'up'],
      ['b', 'key-b', 'm'],
    ]);
  });
});

describe('a request nobody can serve', () => {
  it.each([
    ['no channel', [], {}, 'no_channel', /routex channel add/],
    ['all disabled', [channel('a', { enabled: false })], {}, 'no_channel', /disabled/],
    ['another model', [channel('a', { models: ['x'] })], {}, 'not_found', /model "m"/],
    [
      'an unreadable key',
      [channel('a', { credentials: [], unreadableCredentials: 1 })],
      {},
      'no_channel',
      /cannot be decrypted/,
    ],
    [
      'a pinned channel of another model',
      [channel('a', { models: ['x'] }), channel('b', { enabled: false })],
      { pinnedChannelId: 'a', failOverFromPinned: false },
      'not_found',
      /model "m"/,
    ],
  ])('%s says so', (_title, channels, settings, kind, message) => {
    expect(() => plan(config(channels, settings))).toThrow(expect.objectContaining({ kind }));
    expect(() => plan(config(channels, settings))).toThrow(message);
  });
});

describe('a channel of weight 0', () => {
  const drained = channel('drained', { weight: 0 });

  it('is left out, unless its owner has chosen it', () => {
    const channels = [drained, channel('other')];
    expect(plan(config(channels)).map(([id]) => id)).toEqual(['other']);
    expect(plan(config(channels, { pinnedChannelId: 'drained' })).map(([id]) => id)).toEqual([
      'drained',
      'other',
    ]);
  });

  it('is said to be the reason when there is no other', () => {
    const refused = expect.objectContaining({
      kind: 'no_channel',
      message: expect.stringMatching(/weight 0/),
    });
    expect(() => plan(config([drained]))).toThrow(refused);
    expect(() => plan(config([drained, channel('x', { models: ['x'] })]))).toThrow(refused);
    expect(() => plan(config([{ ...drained, models: ['x'] }]))).toThrow(/serves the model/);
  });
});

it('keeps the pin for all when a request may not use the pinned channel', () => {
  const channels = [channel('a', { priority: 90 }), channel('p', { priority: 10 })];
  const pinned = config(channels, { pinnedChannelId: 'p' });
  const facts = { protocol: 'anthropic-messages', operation: 'generate', model: 'm' } as const;
  const first = (channelIds: string[] | null) =>
    planRoute(pinned, { ...facts, channelIds }).targets[0]?.channel.id;
  expect([first(['a']), first(null)]).toEqual(['a', 'p']);
});
