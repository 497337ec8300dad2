import { describe, expect, it } from 'vitest';
import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import type { ReasoningRequest } from '../canonical/request';
import { OFFICIAL } from './testing/chat-context';
import { encode } from './testing/chat-request';

const fields = (reasoning: Omit<ReasoningRequest, 'show'>, overrides: ChannelProfileOverrides): object => {
  const {
    model: _model,
    messages: _messages,
    stream: _stream,
    ...rest
  } = encode({ reasoning: { ...reasoning, show: 'default' } }, overrides).body;
  return rest;
};

describe('reasoning', () => {
  it.each([
    ['openai', { mode: 'default' }, {}],
    ['openai', { mode: 'adaptive' }, {}],
    ['openai', { mode: 'off' }, { reasoning_effort: 'none' }],
    ['openai', { mode: 'effort', effort: 'max' }, { reasoning_effort: 'max' }],
    ['openai', { mode: 'between_tools' }, { reasoning_effort: 'low' }],
    ['openai', { mode: 'budget', budget: 2048 }, { reasoning_effort: 'low' }],
    ['openai', { mode: 'budget', budget: 60_000 }, { reasoning_effort: 'max' }],
    ['thinking-type', { mode: 'off' }, { thinking: { type: 'disabled' } }],
    ['thinking-type', { mode: 'effort', effort: 'high' }, { thinking: { type: 'enabled' } }],
    ['thinking-type', { mode: 'adaptive' }, { thinking: { type: 'enabled' } }],
    ['enable-thinking', { mode: 'off' }, { enable_thinking: false }],
    ['enable-thinking', { mode: 'adaptive' }, { enable_thinking: true }],
    ['enable-thinking', { mode: 'budget', budget: 500 }, { enable_thinking: true, thinking_budget: 500 }],
    [
      'enable-thinking',
      { mode: 'effort', effort: 'high' },
      { enable_thinking: true, thinking_budget: 16_384 },
    ],
    ['openrouter', { mode: 'off' }, { reasoning: { effort: 'none' } }],
    ['openrouter', { mode: 'effort', effort: 'max' }, { reasoning: { effort: 'xhigh' } }],
    ['openrouter', { mode: 'budget', budget: 500 }, { reasoning: { max_tokens: 500 } }],
    ['openrouter', { mode: 'adaptive' }, { reasoning: { enabled: true } }],
    ['none', { mode: 'effort', effort: 'high' }, {}],
  ] as const)('is asked for in the style %s: %j', (effortStyle, reasoning, expected) => {
    expect(fields(reasoning, { effortStyle })).toEqual(expected);
  });

  it('case 53: a budget becomes the effort it is worth, or the nearest the model has', () => {
    const budget = { mode: 'budget' as const, budget: 31_999 };
    expect(fields(budget, OFFICIAL)).toEqual({ reasoning_effort: 'xhigh' });
    expect(fields(budget, { ...OFFICIAL, efforts: ['low', 'high'] })).toEqual({ reasoning_effort: 'high' });
  });

  it('case 55: a model that cannot do without is asked for its least, and that is told', () => {
    const { body, warnings } = encode(
      { reasoning: { mode: 'off', show: 'default' } },
      { effortStyle: 'openai', efforts: ['low', 'high', 'max'] },
    );
    expect(body['reasoning_effort']).toBe('low');
    expect(warnings).toEqual(['reasoning: the model cannot do without, effort "low" is the least it takes']);
  });

  it('gives a level along with thinking where the levels are known', () => {
    expect(
      fields(
        { mode: 'effort', effort: 'xhigh' },
        { effortStyle: 'thinking-type', efforts: ['low', 'high', 'max'] },
      ),
    ).toEqual({ thinking: { type: 'enabled' }, reasoning_effort: 'high' });
  });
});
