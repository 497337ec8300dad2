import { describe, expect, it } from 'vitest';
import { EMPTY_ROUTING_TABLE, routeRuleSchema } from '#shared/domain/routing-table';
import { DEFAULT_SETTINGS } from '#shared/domain/settings';
import { claudeCode, codex, geminiCli, openCode, user, type AgentRequest } from './testing/agent-requests';
import { createTestChannel } from './testing/create-test-channel';
import { describeAgentRequest } from './testing/describe-agent-request';
import { planBeyondRules } from './testing/plan-beyond-rules';

/** Two channels: `usual` answers everything; `other` has less priority. */
const CHANNELS = [createTestChannel('usual'), createTestChannel('other', { priority: 1 })];

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
