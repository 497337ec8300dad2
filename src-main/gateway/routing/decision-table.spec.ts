import { describe, expect, it } from 'vitest';
import { routeRuleSchema } from '#shared/domain/routing-table';
import { DEFAULT_SETTINGS } from '#shared/domain/settings';
import type { GatewayConfig } from '../ports';
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
import { ENABLED, INLINE_IMAGE, LONG_TEXT, SCREENSHOT, TOOL_RESULT } from './testing/request-parts';

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

const AFTER_TOOL = {
  messages: [
    { role: 'user', content: 'Run the tests' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'Bash', input: {} }] },
    { role: 'user', content: [TOOL_RESULT] },
  ],
};
const OLD_CLAUDE_CODE = { 'user-agent': 'claude-cli/2.0.76 (external, cli)' };
const haiku = (headers: AgentRequest['headers'] = {}): AgentRequest => ({
  ...claudeCode({}, headers),
  model: 'claude-haiku-4-5',
});
const billed = { system: [{ type: 'text', text: 'x-anthropic-billing-header: cc_is_subagent=true;' }] };
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

describe('a rule to the channel "other", when it asks for', () => {
  it.each([...SCENARIO_ROWS, ...CONDITION_ROWS])('%s', (_title, request, when, channel) => {
    expect(firstChannel(request, when)).toBe(channel);
  });
});
