import { describe, expect, it } from 'vitest';
import type { ReasoningRequest } from '../canonical/request';
import { decode, encode, weatherTool } from './fixtures/contexts';

const effort = (level: ReasoningRequest['effort']): ReasoningRequest => ({
  mode: 'effort',
  ...(level !== undefined && { effort: level }),
  show: 'raw',
});
const thinkingOf = (reasoning: ReasoningRequest, model: string, maxTokens = 64_000) => {
  const { thinking, output_config } = encode({ reasoning, maxTokens }, { model }).body;
  return { thinking, output_config };
};

describe('thinking', () => {
  const adaptive = { type: 'adaptive', display: 'summarized' };

  it.each([
    ['claude-opus-4-7', effort('minimal'), adaptive, 'low'],
    ['claude-opus-4-7', effort('xhigh'), adaptive, 'xhigh'],
    ['claude-opus-4-6', effort('xhigh'), adaptive, 'high'],
    ['claude-opus-4-6', effort('max'), adaptive, 'max'],
    ['claude-opus-4-7', effort('none'), { type: 'disabled' }, undefined],
    ['claude-sonnet-5', { mode: 'off', show: 'default' }, { type: 'disabled' }, undefined],
    [
      'claude-sonnet-5',
      { mode: 'adaptive', show: 'none' },
      { type: 'adaptive', display: 'omitted' },
      undefined,
    ],
    ['claude-sonnet-5', { mode: 'default', show: 'default' }, undefined, undefined],
    ['claude-sonnet-5', { mode: 'between_tools', show: 'default' }, { type: 'between_tools' }, undefined],
    ['claude-sonnet-4-5', effort('minimal'), { type: 'enabled', budget_tokens: 1024 }, undefined],
    ['claude-sonnet-4-5', effort('high'), { type: 'enabled', budget_tokens: 16_384 }, undefined],
    [
      'claude-sonnet-4-5',
      { mode: 'adaptive', show: 'default' },
      { type: 'enabled', budget_tokens: 8192 },
      undefined,
    ],
    [
      'claude-sonnet-4-5',
      { mode: 'between_tools', show: 'default' },
      { type: 'enabled', budget_tokens: 2048 },
      undefined,
    ],
    [
      'claude-opus-4-6',
      { mode: 'budget', budget: 500, show: 'default' },
      { type: 'enabled', budget_tokens: 1024 },
      undefined,
    ],
    [
      'deepseek-chat',
      { mode: 'budget', budget: 5000, show: 'default' },
      { type: 'enabled', budget_tokens: 5000 },
      undefined,
    ],
    ['deepseek-chat', effort('high'), { type: 'adaptive' }, 'high'],
  ] as const)('%s is asked %j', (model, reasoning, thinking, level) => {
    expect(thinkingOf(reasoning, model)).toEqual({
      thinking,
      output_config: level === undefined ? undefined : { effort: level },
    });
  });

  it("keeps to the levels a channel's profile names", () => {
    const { body } = encode(
      { reasoning: effort('max') },
      { model: 'k3', profile: { thinking: 'adaptive', efforts: ['low', 'high'] } },
    );
    expect(body['output_config']).toEqual({ effort: 'high' });
  });

  it('case 53: a budget becomes effort for a model that thinks to its own measure', () => {
    const { request } = decode({ thinking: { type: 'enabled', budget_tokens: 31_999 } });
    expect(request.reasoning).toEqual({ mode: 'budget', budget: 31_999, show: 'default' });
    const { body } = encode(request, { model: 'claude-opus-4-8' });
    expect(body).toMatchObject({ thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' } });
  });

  it('case 54: the budget stays under max_tokens, which is raised where the model allows', () => {
    const request = { reasoning: effort('high'), maxTokens: 4096 };
    expect(encode(request).body).toMatchObject({
      max_tokens: 17_408,
      thinking: { type: 'enabled', budget_tokens: 16_384 },
    });
    const capped = encode(request, { maxOutputTokens: 8192 });
    expect(capped.body).toMatchObject({
      max_tokens: 4096,
      thinking: { type: 'enabled', budget_tokens: 3072 },
    });
    expect(capped.warnings).toHaveLength(1);
    const tiny = encode({ ...request, maxTokens: 1000 }, { maxOutputTokens: 8192 });
    expect(tiny.body).toMatchObject({ max_tokens: 1000, thinking: { type: 'disabled' } });
    expect(encode({ ...request, maxTokens: null })).toMatchObject({
      body: { max_tokens: 24_576, thinking: { budget_tokens: 16_384 } },
      warnings: [],
    });
  });

  it('case 18: a forced tool turns manual thinking off, with a warning', () => {
    const request = {
      tools: [weatherTool],
      toolChoice: { mode: 'named', name: 'get_weather' },
      reasoning: effort('low'),
      maxTokens: 9000,
    } as const;
    const { body, warnings } = encode(request);
    expect(body).toMatchObject({
      thinking: { type: 'disabled' },
      tool_choice: { type: 'tool', name: 'get_weather' },
    });
    expect(warnings).toEqual(['Thinking was turned off: a tool must be called.']);
    expect(encode(request, { model: 'claude-opus-4-7' }).body).toMatchObject({
      thinking: { type: 'adaptive' },
    });
  });
});
