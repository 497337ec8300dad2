import { describe, expect, it } from 'vitest';
import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import type { Effort, ReasoningRequest } from '../canonical/request';
import { describeModel } from './describe-model';
import { encodeThinking } from './encode-thinking';
import { createTarget, createWarnings } from './fixtures/codec-context';

function encode(model: string, reasoning: Partial<ReasoningRequest>, profile: ChannelProfileOverrides = {}) {
  const { warnings, warn } = createWarnings();
  const target = createTarget(model, profile);
  const config = encodeThinking(
    { mode: 'default', show: 'none', ...reasoning },
    { target, model: describeModel(model), origin: 'anthropic-messages', warn },
  );
  return { config, warnings };
}

const effort = (model: string, level: Effort) => encode(model, { mode: 'effort', effort: level }).config;
const budget = (model: string, tokens: number) => encode(model, { mode: 'budget', budget: tokens }).config;

describe('encodeThinking', () => {
  it.each([
    ['gemini-3-flash-preview', 'none', 'MINIMAL'],
    ['gemini-3-flash-preview', 'minimal', 'MINIMAL'],
    ['gemini-3.5-flash', 'low', 'LOW'],
    ['models/gemini-3.5-flash', 'medium', 'MEDIUM'],
    ['google/gemini-3.5-pro', 'high', 'HIGH'],
    ['gemini-3.5-pro', 'xhigh', 'HIGH'],
    ['gemini-4-pro', 'max', 'HIGH'],
    ['gemini-3.5-pro', 'none', 'LOW'],
    ['gemini-3.8-flash', 'minimal', 'LOW'],
    ['gemini-3.8-flash-lite', 'minimal', 'MINIMAL'],
    ['gemini-3-pro-preview', 'medium', 'LOW'],
    ['gemini-flash-latest', 'none', 'LOW'],
  ] as const)('asks %s for %s as %s', (model, level, expected) => {
    expect(effort(model, level)).toEqual({ thinkingLevel: expected });
  });

  it.each([
    ['gemini-2.5-flash', 'none', 0],
    ['gemini-2.5-pro', 'none', 128],
    ['gemini-2.5-flash', 'minimal', 512],
    ['gemini-2.5-flash', 'low', 2048],
    ['gemini-2.5-flash', 'medium', 8192],
    ['gemini-2.5-flash', 'high', 24_576],
    ['gemini-2.5-flash', 'xhigh', 24_576],
    ['gemini-2.5-pro', 'max', 32_768],
    ['my-tuned-model', 'low', 2048],
  ] as const)('asks %s for %s as %i tokens', (model, level, expected) => {
    expect(effort(model, level)).toEqual({ thinkingBudget: expected });
  });

  it('case 53: a budget is given as it is, within what the model takes, or as the nearest level', () => {
    expect(budget('gemini-2.5-pro', 31_999)).toEqual({ thinkingBudget: 31_999 });
    expect(budget('gemini-2.5-flash', 31_999)).toEqual({ thinkingBudget: 24_576 });
    expect(budget('gemini-2.5-flash-lite', 100)).toEqual({ thinkingBudget: 512 });
    expect(budget('gemini-3.5-pro', 31_999)).toEqual({ thinkingLevel: 'HIGH' });
    expect(budget('gemini-3.5-pro', 4096)).toEqual({ thinkingLevel: 'MEDIUM' });
  });

  it.each([
    ['gemini-3.5-pro', { mode: 'adaptive' }, null],
    ['gemini-2.5-pro', { mode: 'adaptive' }, { thinkingBudget: -1 }],
    ['gemini-3.5-pro', { mode: 'between_tools' }, { thinkingLevel: 'LOW' }],
    ['gemini-2.5-pro', { mode: 'between_tools' }, { thinkingBudget: 2048 }],
    ['gemini-3.5-pro', { mode: 'off' }, { thinkingLevel: 'LOW' }],
    ['gemini-3.5-pro', {}, null],
    ['gemini-2.5-pro', {}, null],
  ] as const)('tells %s %j', (model, reasoning, expected) => {
    expect(encode(model, reasoning).config).toEqual(expected);
  });

  it.each([
    [
      { mode: 'effort', effort: 'low', show: 'default' },
      { thinkingLevel: 'LOW', includeThoughts: true },
    ],
    [{ mode: 'effort', effort: 'low', show: 'none' }, { thinkingLevel: 'LOW' }],
    [{ mode: 'default', show: 'raw' }, { includeThoughts: true }],
    [{ mode: 'default', show: 'default' }, null],
  ] as const)('asks for thoughts when %j does', (reasoning, expected) => {
    expect(encode('gemini-3.5-pro', reasoning).config).toEqual(expected);
  });

  it('asks a model that does not think for nothing, and says so', () => {
    expect(encode('gemini-2.0-flash', { mode: 'effort', effort: 'high' })).toEqual({
      config: null,
      warnings: [expect.stringContaining('gemini-2.0-flash')],
    });
    expect(encode('gemini-2.0-flash', { mode: 'off' }).warnings).toEqual([]);
    expect(encode('some-model', { show: 'raw' }).config).toBeNull();
  });

  it('keeps to the levels the channel has', () => {
    expect(
      encode('gemini-3.5-pro', { mode: 'effort', effort: 'medium' }, { efforts: ['low', 'high'] }).config,
    ).toEqual({
      thinkingLevel: 'LOW',
    });
    expect(
      encode('gemini-3.5-pro', { mode: 'effort', effort: 'low' }, { effortStyle: 'none' }).config,
    ).toBeNull();
  });
});
