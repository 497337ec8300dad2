import { describe, expect, it } from 'vitest';
import type { BalancingStrategy } from '#shared/domain/balancing';
import { routeRuleSchema, type ChannelGroup, type RouteRule } from '#shared/domain/routing-table';
import { DEFAULT_SETTINGS } from '#shared/domain/settings';
import type { GatewayChannel, GatewayConfig } from '../ports';
import { MAX_READ_BYTES, RequestFacts } from './facts/request-facts';
import { planBeyondRules } from './testing/plan-beyond-rules';
import { claudeCode } from './testing/agent-requests';
import { createTestChannel as channel } from './testing/create-test-channel';
import { describeAgentRequest } from './testing/describe-agent-request';

let count = 0;
function rule(change: object): RouteRule {
  count += 1;
  const id = `rr_${String(count).padStart(16, '0')}`;
  return routeRuleSchema.parse({ id, name: `Rule ${count}`, ...change });
}

function config(
  rules: RouteRule[],
  options: { channels?: GatewayChannel[]; groups?: ChannelGroup[]; pinned?: string } = {},
): GatewayConfig {
  const { channels = [channel('a'), channel('b'), channel('c')], groups = [], pinned = null } = options;
  const settings = { ...DEFAULT_SETTINGS, pinnedChannelId: pinned };
  return { channels, tokens: [], routing: { rules, groups }, settings };
}

const group = (
  name: string,
  channelIds: string[],
  strategy: BalancingStrategy = 'priority',
): ChannelGroup => ({
  name,
  channelIds,
  strategy,
});
const to = (channelId: string, change: object = {}) => rule({ targets: [{ channelId }], ...change });
const plan = (configuration: GatewayConfig) =>
  planBeyondRules(configuration, describeAgentRequest(claudeCode()).facts);
const order = (configuration: GatewayConfig) => plan(configuration).targets.map((each) => each.channel.id);

describe('a rule that fits', () => {
  it('puts its targets first, says so, and leaves the others as they were', () => {
    const wanted = to('c', { name: 'Cheap' });
    const planned = plan(config([wanted]));
    expect(planned.targets.map((each) => each.channel.id)).toEqual(['c', 'a', 'b']);
    expect(planned).toMatchObject({
      ruleId: wanted.id,
      warnings: [],
      targets: [{ reason: 'rule "Cheap", model any' }, { reason: 'priority 50, model any' }, {}],
    });
  });

  it('may leave nobody else', () => {
    expect(order(config([to('c', { only: true })]))).toEqual(['c']);
  });

  it('may name the model, after which the same channel is tried with its own', () => {
    const named = rule({ targets: [{ channelId: 'c', model: 'small' }] });
    expect(plan(config([named])).targets.map((each) => [each.channel.id, each.upstreamModel])).toEqual([
      ['c', 'small'],
      ['a', 'claude-opus-4-8'],
      ['b', 'claude-opus-4-8'],
      ['c', 'claude-opus-4-8'],
    ]);
  });

  it('may name a group, whose channels follow in its order', () => {
    const groups = [group('Own', ['c', 'gone', 'b'])];
    expect(order(config([rule({ targets: [{ group: 'own' }] })], { groups }))).toEqual(['c', 'b', 'a']);
  });

  it('comes before later ones, and off is off', () => {
    const rules = [to('a', { enabled: false }), to('b', { when: { models: ['gpt-*'] } }), to('c'), to('a')];
    expect(order(config(rules))[0]).toBe('c');
  });

  it('is left out while a channel is pinned', () => {
    expect(order(config([to('c')], { pinned: 'b' }))).toEqual(['b', 'a', 'c']);
  });
});

describe('a channel of weight 0', () => {
  it('answers by a rule, and not else', () => {
    const channels = [channel('a'), channel('b', { weight: 0 })];
    expect(order(config([to('b')], { channels }))).toEqual(['b', 'a']);
    expect(order(config([to('b', { when: { models: ['x'] } })], { channels }))).toEqual(['a']);
  });
});

const bound = (configuration: GatewayConfig, channelIds: string[]) =>
  planBeyondRules(configuration, describeAgentRequest(claudeCode(), { channelIds }).facts);

describe('a request that may not use all channels', () => {
  it('is not brought to others by a rule', () => {
    const planned = bound(config([to('c', { name: 'Far' })]), ['a']);
    expect(planned.targets.map((each) => each.channel.id)).toEqual(['a']);
    expect(planned.warnings).toEqual([
      'Rule "Far" is not followed: none of its channels can answer (not allowed).',
    ]);
  });

  it('follows a rule while a channel is pinned that it may not use', () => {
    const planned = bound(config([to('c')], { pinned: 'b' }), ['a', 'c']);
    expect(planned.targets.map((each) => each.channel.id)).toEqual(['c', 'a']);
  });

  it('is not answered by others when a rule leaves nobody else', () => {
    expect(() => bound(config([to('c', { only: true })]), ['a'])).toThrow('lets nobody else answer');
  });
});

describe('a rule that cannot be followed', () => {
  it('is passed over with a warning when its channel has been removed', () => {
    expect(plan(config([to('gone', { name: 'Old' })]))).toMatchObject({
      ruleId: null,
      targets: [{ channel: { id: 'a' } }, {}, {}],
      warnings: ['Rule "Old" is not followed: its channels have been removed.'],
    });
  });

  it('is passed over with a warning when its channel is disabled, and the next one is looked at', () => {
    const channels = [channel('a'), channel('b', { enabled: false }), channel('c')];
    const planned = plan(config([to('b', { name: 'Off' }), to('c')], { channels }));
    expect(planned.targets[0]?.channel.id).toBe('c');
    expect(planned.warnings).toEqual([
      'Rule "Off" is not followed: none of its channels can answer (disabled).',
    ]);
  });

  it('refuses the request when nobody else may answer it', () => {
    const channels = [channel('a'), channel('b', { enabled: false })];
    const only = to('b', { name: 'Private', only: true });
    expect(() => plan(config([only], { channels }))).toThrow('Rule "Private" lets nobody else answer');
  });

  it('does not harm a request when its pattern has become no expression', () => {
    expect(plan(config([to('c', { name: 'Broken', when: { pattern: '(' } })]))).toMatchObject({
      ruleId: null,
      warnings: [expect.stringContaining('Rule "Broken" is not followed')],
    });
  });
});

describe('the body of a request', () => {
  it('is not read for rules that ask for nothing in it, and once for all that do', () => {
    const outside = describeAgentRequest(claudeCode());
    planBeyondRules(config([to('c', { when: { models: ['x'], scenario: 'think' } })]), outside.facts);
    expect(outside.reads()).toBe(0);
    const inside = describeAgentRequest(claudeCode());
    const rules = [
      to('a', { when: { keywords: ['nothing'] } }),
      to('b', { when: { images: true } }),
      to('c', { when: { tools: ['Bash'] } }),
    ];
    planBeyondRules(config(rules), inside.facts);
    expect(inside.reads()).toBe(1);
  });

  it('fits no rule that looks into it when it cannot be read, which the record tells', () => {
    const { facts } = describeAgentRequest(claudeCode({ messages: 5 }));
    expect(planBeyondRules(config([to('c', { when: { scenario: 'code' } })]), facts)).toMatchObject({
      ruleId: null,
      warnings: [expect.stringContaining('Rules could not look into the request')],
    });
  });

  it('is known by its size alone when it is very large', () => {
    const { outline } = describeAgentRequest(claudeCode()).facts;
    const facts = new RequestFacts(
      { ...outline, bodyBytes: MAX_READ_BYTES + 1 },
      () => {
        throw new Error('read');
      },
      { modelTag: () => false, images: () => true, webSearch: () => true },
    );
    const planned = planBeyondRules(config([to('c', { when: { scenario: 'longContext' } })]), facts);
    expect(planned.targets[0]?.channel.id).toBe('c');
    expect(planned.warnings).toEqual([expect.stringContaining('too large')]);
  });
});
