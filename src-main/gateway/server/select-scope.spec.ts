import { describe, expect, it } from 'vitest';
import { UNBOUND, type GatewayTokenScope } from '#shared/domain/gateway-token';
import { createTestChannel } from '../routing/testing/create-test-channel';
import { assertModelIsAllowed, isModelAllowed, selectScope, UNLIMITED_SCOPE } from './select-scope';

const CHANNELS = [createTestChannel('ch_a', { name: 'Kimi' }), createTestChannel('ch_b')];

function token(scope: Partial<GatewayTokenScope> = {}) {
  return { id: 'tk', name: 'CI', sha256: '', ...UNBOUND, ...scope };
}

const select = (scope: Partial<GatewayTokenScope>, project: string | null, channel: string | null) =>
  selectScope(token(scope), { project, channel }, CHANNELS);

describe('the scope of a request', () => {
  it('is unlimited where nobody says anything', () => {
    expect(select({}, null, null)).toBe(UNLIMITED_SCOPE);
  });

  it.each([
    ['the address', {}, 'shop', { project: 'shop', projectSource: 'url' }],
    ['the token', { project: 'shop' }, null, { project: 'shop', projectSource: 'token' }],
    ['both alike', { project: 'shop' }, 'shop', { project: 'shop', projectSource: 'token' }],
    ['nobody', { models: ['m'] }, null, { project: null, projectSource: null, models: ['m'] }],
  ] as const)('has the project that %s names', (_title, scope, project, expected) => {
    expect(
      select({ ...scope, models: [...('models' in scope ? scope.models : ['*'])] }, project, null),
    ).toMatchObject(expected);
  });

  it.each([
    ['an id', 'ch_a'],
    ['a name in any case', 'kIMI'],
  ])('has the one channel that the address names by %s', (_title, channel) => {
    expect(select({}, null, channel).channelIds).toEqual(['ch_a']);
    expect(select({ channelIds: ['ch_a', 'ch_b'] }, null, channel).channelIds).toEqual(['ch_a']);
  });

  it('has the channels of the token where the address names none', () => {
    expect(select({ channelIds: ['ch_b'] }, null, null).channelIds).toEqual(['ch_b']);
  });

  it.each([
    ['another project than the token’s', { project: 'shop' }, 'other', null, 'permission', /another project/],
    ['a channel that is not there', {}, null, 'nobody', 'not_found', /no channel "nobody"/],
    [
      'a channel that the token may not use',
      { channelIds: ['ch_b'] },
      null,
      'kimi',
      'not_found',
      /no channel "kimi"/,
    ],
  ])('is refused for %s', (_title, scope, project, channel, kind, message) => {
    expect(() => select(scope, project, channel)).toThrow(expect.objectContaining({ kind }));
    expect(() => select(scope, project, channel)).toThrow(message);
  });
});

describe('models that a token may ask for', () => {
  it('are told by any of its patterns', () => {
    expect(isModelAllowed(['a', 'claude-*'], 'claude-opus-5')).toBe(true);
    expect(isModelAllowed(['a', 'claude-*'], 'gpt-5')).toBe(false);
  });

  it('are the reason of a refusal', () => {
    expect(() => assertModelIsAllowed(token(), { model: 'm', modelAlias: 'models' })).not.toThrow();
    expect(() => assertModelIsAllowed(token({ models: ['x'] }), { model: 'm', modelAlias: null })).toThrow(
      expect.objectContaining({
        kind: 'permission',
        message: expect.stringContaining('"CI" may not use the model "m"'),
      }),
    );
  });

  it('are named in one place only by whoever is bound to them', () => {
    expect(() =>
      assertModelIsAllowed(token({ models: ['m'] }), { model: 'm', modelAlias: 'models' }),
    ).toThrow(
      expect.objectContaining({
        kind: 'invalid_request',
        message: expect.stringContaining('Leave "models" out'),
      }),
    );
  });
});
