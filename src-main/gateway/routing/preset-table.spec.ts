import { describe, expect, it } from 'vitest';
import type { RoutingPreset } from '#shared/domain/routing-presets';
import { EMPTY_ROUTING_TABLE } from '#shared/domain/routing-table';
import { DEFAULT_SETTINGS } from '#shared/domain/settings';
import type { GatewayChannel, GatewayConfig } from '../ports';
import {
  claudeCode,
  claudeCodeTitle,
  codex,
  geminiCli,
  openCode,
  user,
  type AgentRequest,
} from './testing/agent-requests';
import { createTestChannel } from './testing/create-test-channel';
import { describeAgentRequest } from './testing/describe-agent-request';
import { planBeyondRules } from './testing/plan-beyond-rules';
import { ENABLED, INLINE_IMAGE, LONG_TEXT, SCREENSHOT } from './testing/request-parts';

/** Two channels: `usual` answers everything; `other` has less priority. */
const CHANNELS = [createTestChannel('usual'), createTestChannel('other', { priority: 1 })];

/** What the channel `usual` cannot do, a request, and where it goes first while the preset is on. */
type PresetRow = readonly [
  title: string,
  usual: Partial<GatewayChannel>,
  request: AgentRequest,
  preset: RoutingPreset,
  channel: string,
];

const cannot = (capabilities: object): Partial<GatewayChannel> => ({
  profile: { capabilities: { '*': capabilities }, serverTools: ['web_search'] },
});
const named = (model: string): Partial<GatewayChannel> => ({ modelMapping: { '*': model } });
const SEARCH_ONLY = { tools: [{ type: 'web_search_20250305', name: 'web_search' }] };
const STAYS = 'usual';
const MOVES = 'other';

const PRESET_ROWS: readonly PresetRow[] = [
  [
    'image: to a model that is known to read text only',
    named('glm-4.6'),
    claudeCode(SCREENSHOT),
    'image',
    MOVES,
  ],
  ['image: none in the conversation', named('glm-4.6'), claudeCode(), 'image', STAYS],
  ['image: a model nobody knows', named('mystery-1'), claudeCode(SCREENSHOT), 'image', STAYS],
  [
    'image: the owner knows better than the name',
    { ...named('glm-4.6'), profile: { capabilities: { 'glm-*': { images: true } } } },
    claudeCode(SCREENSHOT),
    'image',
    STAYS,
  ],
  [
    'image: the channel reads none',
    { profile: { images: false } },
    geminiCli(user([INLINE_IMAGE])),
    'image',
    STAYS,
  ],
  [
    'image: Gemini CLI shows one',
    { profile: { images: false } },
    geminiCli({ contents: [{ role: 'user', parts: [INLINE_IMAGE] }] }),
    'image',
    MOVES,
  ],
  [
    'longContext: more than fits',
    cannot({ contextTokens: 30_000 }),
    claudeCode(user(LONG_TEXT)),
    'longContext',
    MOVES,
  ],
  ['longContext: it fits', cannot({ contextTokens: 30_000 }), claudeCode(), 'longContext', STAYS],
  ['tools: offered', cannot({ tools: false }), openCode(), 'tools', MOVES],
  ['tools: none offered', cannot({ tools: false }), claudeCodeTitle(), 'tools', STAYS],
  ['structured: a schema', cannot({ structured: false }), claudeCodeTitle(), 'structured', MOVES],
  ['structured: text', cannot({ structured: false }), claudeCode(), 'structured', STAYS],
  ['think: asked for', cannot({ thinking: false }), claudeCode({ thinking: ENABLED }), 'think', MOVES],
  ['think: not asked for', cannot({ thinking: false }), claudeCode(), 'think', STAYS],
  ['webSearch: nothing but a search', {}, claudeCode(SEARCH_ONLY), 'webSearch', MOVES],
  [
    'webSearch: one of many tools, as Codex always has it',
    {},
    codex({ tools: [{ type: 'web_search' }, { type: 'function', name: 'shell', parameters: {} }] }),
    'webSearch',
    STAYS,
  ],
];

const off = (preset: RoutingPreset) => ({ presets: { ...DEFAULT_SETTINGS.presets, [preset]: false } });

describe('what Routex does by itself', () => {
  const other = createTestChannel('other', { priority: 1, profile: { serverTools: ['web_search'] } });
  const plan = (usual: Partial<GatewayChannel>, request: AgentRequest, change: object = {}) => {
    const config: GatewayConfig = {
      channels: [createTestChannel('usual', usual), other],
      tokens: [],
      routing: EMPTY_ROUTING_TABLE,
      settings: { ...DEFAULT_SETTINGS, ...change },
    };
    return planBeyondRules(config, describeAgentRequest(request).facts);
  };

  it.each(PRESET_ROWS)('%s', (_title, usual, request, preset, channel) => {
    const planned = plan(usual, request);
    expect(planned.targets.map((target) => target.channel.id)).toEqual(
      channel === STAYS ? [STAYS, MOVES] : [MOVES, STAYS],
    );
    expect(planned.presets ?? []).toEqual(channel === STAYS ? [] : [preset]);
    expect(plan(usual, request, off(preset)).targets[0]?.channel.id).toBe(STAYS);
  });

  it('leaves a pinned channel where it is, and says of the others what they lack', () => {
    const pinned = { pinnedChannelId: 'usual' };
    expect(plan(named('glm-4.6'), claudeCode(SCREENSHOT), pinned).targets[0]?.channel.id).toBe('usual');
    expect(plan(named('glm-4.6'), claudeCode(SCREENSHOT)).targets[1]).toMatchObject({
      lacks: 'images',
      reason: 'priority 50, model mapped, cannot read images',
    });
  });

  it('keeps the order where all lack it', () => {
    const both = { profile: { capabilities: { '*': { images: false } } } };
    const channels = [createTestChannel('usual', both), createTestChannel('other', { ...both, priority: 1 })];
    const config = { channels, tokens: [], routing: EMPTY_ROUTING_TABLE, settings: DEFAULT_SETTINGS };
    const { targets } = planBeyondRules(config, describeAgentRequest(claudeCode(SCREENSHOT)).facts);
    expect(targets.map((target) => target.channel.id)).toEqual(['usual', 'other']);
  });

  it('background: gives a title to the small model of a mapping, and only that', () => {
    const mapping = { modelMapping: { '*': 'large', haiku: 'small' } };
    const model = (request: AgentRequest, change = {}) =>
      plan(mapping, request, change).targets[0]?.upstreamModel;
    expect(model(claudeCodeTitle())).toBe('small');
    expect(model(claudeCodeTitle(), off('background'))).toBe('large');
    expect(model(claudeCode())).toBe('large');
    expect(plan({}, claudeCodeTitle()).targets[0]?.upstreamModel).toBe('claude-opus-4-8');
  });

  it('reads no body where the channels can do the same, or the bytes show no need', () => {
    const alike = describeAgentRequest(claudeCode());
    const config = {
      channels: CHANNELS,
      tokens: [],
      routing: EMPTY_ROUTING_TABLE,
      settings: DEFAULT_SETTINGS,
    };
    planBeyondRules(config, alike.facts);
    const mixed = describeAgentRequest(claudeCode());
    const channels = [
      createTestChannel('usual', named('glm-4.6')),
      createTestChannel('other', { priority: 1 }),
    ];
    planBeyondRules({ ...config, channels }, mixed.facts);
    expect([alike.reads(), mixed.reads()]).toEqual([0, 0]);
  });
});
