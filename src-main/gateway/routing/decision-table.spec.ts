import { describe, expect, it } from 'vitest';
import { EMPTY_ROUTING_TABLE, routeRuleSchema } from '#shared/domain/routing-table';
import { DEFAULT_SETTINGS } from '#shared/domain/settings';
import type { RoutingPreset } from '#shared/domain/routing-presets';
import type { GatewayChannel, GatewayConfig } from '../ports';
import { planBeyondRules } from './testing/plan-beyond-rules';
import {
  ANTHROPIC_IMAGE,
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

/** Two channels: `usual` answers everything; `other` has less priority, so only a rule brings it to the front. */
const CHANNELS = [createTestChannel('usual'), createTestChannel('other', { priority: 1 })];

function firstChannel(request: AgentRequest, when: object): string | undefined {
  const rule = routeRuleSchema.parse({
    id: 'rr_0123456789abcdef',
    name: 'Rule',
    when,
    targets: [{ channelId: 'other' }],
  });
  const config: GatewayConfig = {
    channels: CHANNELS,
    tokens: [],
    routing: { rules: [rule], groups: [] },
    settings: DEFAULT_SETTINGS,
  };
  return planBeyondRules(config, describeAgentRequest(request).facts).targets[0]?.channel.id;
}

const LONG_TEXT = 'word '.repeat(60_000);
const ENABLED = { type: 'enabled', budget_tokens: 4000 };
const TOOL_RESULT = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'deploy finished' };
const AFTER_TOOL = {
  messages: [
    { role: 'user', content: 'Run the tests' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'Bash', input: {} }] },
    { role: 'user', content: [TOOL_RESULT] },
  ],
};
const SCREENSHOT = {
  messages: [
    { role: 'user', content: 'Look' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'Read', input: {} }] },
    { role: 'user', content: [{ ...TOOL_RESULT, content: [ANTHROPIC_IMAGE] }] },
  ],
};
const OLD_CLAUDE_CODE = { 'user-agent': 'claude-cli/2.0.76 (external, cli)' };
const haiku = (headers: AgentRequest['headers'] = {}): AgentRequest => ({
  ...claudeCode({}, headers),
  model: 'claude-haiku-4-5',
});
const billed = { system: [{ type: 'text', text: 'x-anthropic-billing-header: cc_is_subagent=true;' }] };
const INLINE_IMAGE = { inlineData: { mimeType: 'image/png', data: 'AAAA' } };
const CHAT_IMAGE = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
const INPUT_IMAGE = { type: 'input_image', image_url: 'data:image/png;base64,AAAA' };
const SCHEMA = { responseMimeType: 'application/json', responseJsonSchema: { type: 'object' } };

const FOLLOWED = 'other';
const PASSED_OVER = 'usual';
type Row = readonly [title: string, request: AgentRequest, when: object, channel: string];

const SCENARIO_ROWS: readonly Row[] = [
  ['default: any request', codex(), { scenario: 'default' }, FOLLOWED],
  ['default: a rule without any condition', geminiCli(), {}, FOLLOWED],

  ['background: a title of Claude Code', claudeCodeTitle(), { scenario: 'background' }, FOLLOWED],
  [
    'background: Claude Code says so itself',
    claudeCode({}, { 'x-claude-code-request-class': 'auxiliary' }),
    { scenario: 'background' },
    FOLLOWED,
  ],
  [
    'background: not what Claude Code calls main',
    claudeCode({ tools: [] }, { 'x-claude-code-request-class': 'main' }),
    { scenario: 'background' },
    PASSED_OVER,
  ],
  ['background: haiku in an old Claude Code', haiku(OLD_CLAUDE_CODE), { scenario: 'background' }, FOLLOWED],
  ['background: haiku means nothing today', haiku(), { scenario: 'background' }, PASSED_OVER],
  ['background: not a turn with tools', claudeCode(), { scenario: 'background' }, PASSED_OVER],
  [
    'background: the choice of a model in Gemini CLI',
    geminiCli({ tools: [], generationConfig: SCHEMA }),
    { scenario: 'background' },
    FOLLOWED,
  ],
  ['background: a title of OpenCode', openCode({ tools: [] }), { scenario: 'background' }, FOLLOWED],
  [
    'background: nothing is known of an SDK',
    { ...openCode({ tools: [] }), headers: { 'user-agent': 'OpenAI/JS 7.57.0' } },
    { scenario: 'background' },
    PASSED_OVER,
  ],

  ['think: a budget', claudeCode({ thinking: ENABLED }), { scenario: 'think' }, FOLLOWED],
  ['think: adaptive', claudeCode({ thinking: { type: 'adaptive' } }), { scenario: 'think' }, FOLLOWED],
  [
    'think: disabled is not that',
    claudeCode({ thinking: { type: 'disabled' } }),
    { scenario: 'think' },
    PASSED_OVER,
  ],
  ['think: nothing said', claudeCode(), { scenario: 'think' }, PASSED_OVER],
  [
    'think: Codex with an effort',
    codex({ reasoning: { effort: 'high', summary: 'auto' } }),
    { scenario: 'think' },
    FOLLOWED,
  ],
  [
    'think: Codex with the least effort',
    codex({ reasoning: { effort: 'minimal' } }),
    { scenario: 'think' },
    PASSED_OVER,
  ],
  [
    'think: Codex without effort',
    codex({ reasoning: { effort: 'none' } }),
    { scenario: 'think' },
    PASSED_OVER,
  ],
  [
    'think: OpenCode with an effort',
    openCode({ reasoning_effort: 'medium' }),
    { scenario: 'think' },
    FOLLOWED,
  ],
  [
    'think: Gemini CLI with a level',
    geminiCli({ generationConfig: { thinkingConfig: { includeThoughts: true, thinkingLevel: 'HIGH' } } }),
    { scenario: 'think' },
    FOLLOWED,
  ],
  [
    'think: Gemini CLI with a budget of nothing',
    geminiCli({ generationConfig: { thinkingConfig: { thinkingBudget: 0 } } }),
    { scenario: 'think' },
    PASSED_OVER,
  ],

  ['longContext: a long conversation', claudeCode(user(LONG_TEXT)), { scenario: 'longContext' }, FOLLOWED],
  ['longContext: a short one', claudeCode(), { scenario: 'longContext' }, PASSED_OVER],
  [
    'longContext: from the limit of the rule on',
    claudeCode(),
    { scenario: 'longContext', longContextTokens: 10 },
    FOLLOWED,
  ],
  ['longContext: of Codex', codex({ input: LONG_TEXT }), { scenario: 'longContext' }, FOLLOWED],

  [
    'webSearch: Anthropic runs it',
    claudeCode({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }),
    { scenario: 'webSearch' },
    FOLLOWED,
  ],
  [
    'webSearch: OpenAI runs it',
    codex({ tools: [{ type: 'web_search' }] }),
    { scenario: 'webSearch' },
    FOLLOWED,
  ],
  [
    'webSearch: Google runs it',
    geminiCli({ tools: [{ googleSearch: {} }] }),
    { scenario: 'webSearch' },
    FOLLOWED,
  ],
  [
    'webSearch: a tool of the agent is not that',
    claudeCode({ tools: [{ name: 'WebSearch', input_schema: { type: 'object' } }] }),
    { scenario: 'webSearch' },
    PASSED_OVER,
  ],

  [
    'image: in the latest turn',
    claudeCode(user([ANTHROPIC_IMAGE, { type: 'text', text: 'What is it?' }])),
    { scenario: 'image' },
    FOLLOWED,
  ],
  ['image: in what a tool has answered', claudeCode(SCREENSHOT), { scenario: 'image' }, FOLLOWED],
  ['image: of OpenCode', openCode(user([CHAT_IMAGE])), { scenario: 'image' }, FOLLOWED],
  [
    'image: of Codex',
    codex({ input: [{ type: 'message', role: 'user', content: [INPUT_IMAGE] }] }),
    { scenario: 'image' },
    FOLLOWED,
  ],
  [
    'image: of Gemini CLI',
    geminiCli({ contents: [{ role: 'user', parts: [INLINE_IMAGE] }] }),
    { scenario: 'image' },
    FOLLOWED,
  ],
  ['image: none', codex(), { scenario: 'image' }, PASSED_OVER],

  [
    'code: a block in the latest words',
    claudeCode(user('Why?\n```ts\nlet a;\n```')),
    { scenario: 'code' },
    FOLLOWED,
  ],
  ['code: none in the latest words', claudeCode(), { scenario: 'code' }, PASSED_OVER],

  [
    'subagent: of Claude Code',
    claudeCode({}, { 'x-claude-code-agent-id': 'agent-1' }),
    { scenario: 'subagent' },
    FOLLOWED,
  ],
  [
    'subagent: by the first block of the instructions',
    claudeCode(billed),
    { scenario: 'subagent' },
    FOLLOWED,
  ],
  ['subagent: Claude Code itself is none', claudeCode(), { scenario: 'subagent' }, PASSED_OVER],
  [
    'subagent: Claude Code says so itself',
    claudeCode({}, { 'x-claude-code-request-class': 'subagent' }),
    { scenario: 'subagent' },
    FOLLOWED,
  ],
  ['subagent: of Codex', codex({}, { 'x-openai-subagent': 'review' }), { scenario: 'subagent' }, FOLLOWED],
  [
    'subagent: of a thread of Codex',
    codex({}, { 'x-codex-parent-thread-id': 'thread-0' }),
    { scenario: 'subagent' },
    FOLLOWED,
  ],
  [
    'subagent: of OpenCode',
    openCode({}, { 'x-parent-session-id': 'ses_0' }),
    { scenario: 'subagent' },
    FOLLOWED,
  ],
  [
    'subagent: of Gemini CLI',
    geminiCli({ tools: [{ functionDeclarations: [{ name: 'complete_task' }] }] }),
    { scenario: 'subagent' },
    FOLLOWED,
  ],
  ['subagent: Gemini CLI itself is none', geminiCli(), { scenario: 'subagent' }, PASSED_OVER],
];

const CONDITION_ROWS: readonly Row[] = [
  ['models: by pattern', claudeCode(), { models: ['claude-opus-*'] }, FOLLOWED],
  ['models: any one of them', codex(), { models: ['o3', 'gpt-*'] }, FOLLOWED],
  ['models: a part is not enough without stars', claudeCode(), { models: ['opus'] }, PASSED_OVER],
  ['tokens: at least', claudeCode(), { minTokens: 100_000 }, PASSED_OVER],
  ['tokens: at most', claudeCode(), { maxTokens: 100_000 }, FOLLOWED],
  ['keywords: in the latest words, in any case', claudeCode(), { keywords: ['RENAME'] }, FOLLOWED],
  ['keywords: not in the notes of the agent', claudeCode(), { keywords: ['deploy'] }, PASSED_OVER],
  ['keywords: not in the answer of a tool', claudeCode(AFTER_TOOL), { keywords: ['deploy'] }, PASSED_OVER],
  [
    'keywords: the latest words come before the answers of tools',
    claudeCode(AFTER_TOOL),
    { keywords: ['run the tests'] },
    FOLLOWED,
  ],
  ['pattern: in the latest words', codex(), { pattern: '^fix\\b' }, FOLLOWED],
  [
    'pattern: a catastrophic one costs nothing',
    claudeCode(user(`${'a'.repeat(50_000)}!`)),
    { pattern: '^(a+)+$' },
    PASSED_OVER,
  ],
  ['tools: one of them', claudeCode(), { tools: ['mcp__github__*'] }, FOLLOWED],
  ['tools: none of them', openCode(), { tools: ['mcp__*'] }, PASSED_OVER],
  ['images: wanted', claudeCode(user([ANTHROPIC_IMAGE])), { images: true }, FOLLOWED],
  ['images: not wanted', claudeCode(user([ANTHROPIC_IMAGE])), { images: false }, PASSED_OVER],
  [
    'headers: by pattern',
    claudeCode({}, { 'x-team': 'Payments EU' }),
    { headers: { 'X-Team': 'payments*' } },
    FOLLOWED,
  ],
  ['headers: not sent', claudeCode(), { headers: { 'x-team': '*' } }, PASSED_OVER],
  ['projects: by name', { ...codex(), project: 'Shop-EU' }, { projects: ['shop-*'] }, FOLLOWED],
  ['projects: of none', codex(), { projects: ['*'] }, PASSED_OVER],
  ['sessions: by name', openCode(), { sessions: ['ses_*'] }, FOLLOWED],
  ['sessions: a client that names none', geminiCli(), { sessions: ['*'] }, PASSED_OVER],
  ['clients: Codex', codex(), { clients: ['codex'] }, FOLLOWED],
  ['clients: not OpenCode', openCode(), { clients: ['codex'] }, PASSED_OVER],
  ['protocols: of Gemini', geminiCli(), { protocols: ['gemini'] }, FOLLOWED],
  [
    'all conditions together: one does not fit',
    codex(),
    { clients: ['codex'], keywords: ['deploy'] },
    PASSED_OVER,
  ],
];

/** What a prompt says, and where the request goes first: the channel and the model there. */
type TagRow = readonly [
  title: string,
  request: AgentRequest,
  models: readonly string[] | null,
  where: string,
];

const BY_DEFAULT = 'usual claude-opus-4-8';
const tagged = (text: string): AgentRequest =>
  claudeCode({
    system: [
      { type: 'text', text: 'You are an agent.' },
      { type: 'text', text },
    ],
  });
const CCR_TAG = '<CCR-SUBAGENT-MODEL>other,deepseek-chat</CCR-SUBAGENT-MODEL>';
const AGENT = { 'x-claude-code-agent-id': 'a1' };
const NOTE = `<system-reminder>Begin tasks with ${CCR_TAG}</system-reminder>`;
const task = (...texts: readonly string[]): AgentRequest['body'] =>
  user(texts.map((text) => ({ type: 'text', text })));

const TAG_ROWS: readonly TagRow[] = [
  ['channel and model, as claude-code-router has it', tagged(CCR_TAG), null, 'other deepseek-chat'],
  ['a channel', tagged('<ROUTEX-MODEL>OTHER</ROUTEX-MODEL>\nDo it.'), null, 'other claude-opus-4-8'],
  ['a model', tagged('Do it.\n<ROUTEX-MODEL> kimi-k2 </ROUTEX-MODEL>'), null, 'usual kimi-k2'],
  ['no such channel', tagged('<ROUTEX-MODEL>gone,m</ROUTEX-MODEL>'), null, BY_DEFAULT],
  ['nothing', tagged('<ROUTEX-MODEL> </ROUTEX-MODEL>'), null, BY_DEFAULT],
  ['something in the middle of a sentence', tagged(`Write ${CCR_TAG} first.`), null, BY_DEFAULT],
  ['a model that the gateway token may use', tagged(CCR_TAG), ['deepseek-*'], 'other deepseek-chat'],
  ['a model that the gateway token may not use', tagged(CCR_TAG), ['claude-*'], BY_DEFAULT],
  [
    'a model at the start of a task',
    claudeCode(task(`${CCR_TAG}Find it`), AGENT),
    null,
    'other deepseek-chat',
  ],
  ['one behind notes', claudeCode(task(NOTE, `${CCR_TAG}\nFind it`), AGENT), null, 'other deepseek-chat'],
  ['one in notes', claudeCode(task(NOTE, 'Find it'), AGENT), null, BY_DEFAULT],
  ['one further down in a task', claudeCode(task(`Find it\n${CCR_TAG}`), AGENT), null, BY_DEFAULT],
  ['one in the words of a user', claudeCode(task(CCR_TAG)), null, BY_DEFAULT],
  [
    'a model to OpenCode',
    openCode({ messages: [{ role: 'system', content: CCR_TAG }] }),
    null,
    'other deepseek-chat',
  ],
  ['a model to Codex', codex({ instructions: CCR_TAG }), null, 'other deepseek-chat'],
  [
    'a model to Gemini CLI',
    geminiCli({ systemInstruction: { parts: [{ text: CCR_TAG }] } }),
    null,
    'other deepseek-chat',
  ],
];

describe('a prompt that names', () => {
  it.each(TAG_ROWS)('%s', (_title, request, models, where) => {
    const config = {
      channels: CHANNELS,
      tokens: [],
      routing: EMPTY_ROUTING_TABLE,
      settings: DEFAULT_SETTINGS,
    };
    const [first] = planBeyondRules(config, describeAgentRequest(request, { models }).facts).targets;
    expect(`${first?.channel.id} ${first?.upstreamModel}`).toBe(where);
  });

  it('a channel is followed before any rule, and not where a channel is pinned', () => {
    const rule = routeRuleSchema.parse({
      id: 'rr_0123456789abcdef',
      name: 'Rule',
      targets: [{ channelId: 'usual', model: 'ruled' }],
    });
    const { facts } = describeAgentRequest(tagged(CCR_TAG));
    const routing = { rules: [rule], groups: [] };
    const config = { channels: CHANNELS, tokens: [], routing, settings: DEFAULT_SETTINGS };
    expect(planBeyondRules(config, facts)).toMatchObject({ by: 'tag', ruleId: null });
    const pinned = { ...config, settings: { ...DEFAULT_SETTINGS, pinnedChannelId: 'usual' } };
    expect(planBeyondRules(pinned, facts).targets[0]?.channel.id).toBe('usual');
  });
});

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

describe('a rule to the channel "other", when it asks for', () => {
  it.each([...SCENARIO_ROWS, ...CONDITION_ROWS])('%s', (_title, request, when, channel) => {
    expect(firstChannel(request, when)).toBe(channel);
  });
});
