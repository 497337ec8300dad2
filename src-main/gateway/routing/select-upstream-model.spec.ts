import { describe, expect, it } from 'vitest';
import { selectUpstreamModel } from './select-upstream-model';

function select(
  channel: { models?: string[]; modelMapping?: Record<string, string>; defaultModel?: string | null },
  model: string,
) {
  return selectUpstreamModel({ models: ['*'], modelMapping: {}, defaultModel: null, ...channel }, model);
}

describe('the upstream’s name for a model', () => {
  it.each([
    ['any name as it is', {}, 'm', 'm', 'any'],
    ['a listed name as it is', { models: ['m'] }, 'm', 'm', 'listed'],
    ['a mapped name', { modelMapping: { m: 'up' } }, 'm', 'up', 'mapped'],
    ['a mapped name that is listed too', { models: ['m'], modelMapping: { m: 'up' } }, 'm', 'up', 'mapped'],
    ['every name through *', { models: ['up'], modelMapping: { '*': 'up' } }, 'm', 'up', 'mapped'],
    ['its own entry before *', { modelMapping: { '*': 'x', m: 'up' } }, 'm', 'up', 'mapped'],
    ['a tier', { models: ['glm'], modelMapping: { sonnet: 'glm' } }, 'claude-sonnet-5', 'glm', 'tier'],
    [
      'a listed name before its tier',
      { models: ['my-opus'], modelMapping: { opus: 'x' } },
      'my-opus',
      'my-opus',
      'listed',
    ],
    ['a tier before any', { modelMapping: { haiku: 'small' } }, 'claude-haiku-4-5', 'small', 'tier'],
    ['the default for the rest', { models: ['a'], defaultModel: 'd' }, 'm', 'd', 'default'],
  ])('%s', (_title, channel, model, expected, how) => {
    expect(select(channel, model)).toEqual({ model: expected, how });
  });

  it('is nothing when the channel does not serve it', () => {
    expect(select({ models: ['a'] }, 'm')).toBeNull();
    expect(select({ models: ['a'], modelMapping: { b: 'a' } }, 'constructor')).toBeNull();
  });
});
