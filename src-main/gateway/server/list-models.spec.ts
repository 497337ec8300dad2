import { describe, expect, it } from 'vitest';
import type { GatewayChannel } from '../ports';
import { encodeModelList, selectModelListShape, selectModelNames } from './list-models';

function channel(change: Partial<GatewayChannel>): GatewayChannel {
  return { enabled: true, priority: 50, models: ['*'], modelMapping: {}, ...change } as GatewayChannel;
}

describe('the names clients may use', () => {
  it('are listed and mapped ones of enabled channels, each once, without patterns', () => {
    const channels = [
      channel({ models: ['b', 'a'], priority: 10 }),
      channel({ models: ['*', 'a'], modelMapping: { alias: 'x', '*': 'y', opus: 'z' }, priority: 90 }),
      channel({ models: ['hidden'], enabled: false }),
    ];
    expect(selectModelNames(channels, () => ['told'])).toEqual(['alias', 'a', 'told', 'b']);
  });
});

describe('the shape of the list', () => {
  it.each([
    ['/v1beta', {}, '', 'gemini'],
    ['/v1', { 'x-goog-api-key': 'fake' }, '', 'gemini'],
    ['/v1', { 'x-goog-api-client': 'x' }, '', 'gemini'],
    ['/v1', {}, 'key=fake', 'gemini'],
    ['/v1', { 'anthropic-version': '2023-06-01' }, '', 'anthropic'],
    ['/v1', {}, 'client_version=0.1', 'codex'],
    ['/v1', {}, '', 'openai'],
  ])('for %s %o ?%s is %s', (version, headers, query, shape) => {
    expect(selectModelListShape(version, headers, new URLSearchParams(query))).toBe(shape);
  });

  it.each([
    ['', ['m0', 'm1', 'm2'], false],
    ['limit=2', ['m0', 'm1'], true],
    ['limit=2&after_id=m1', ['m2'], false],
    ['limit=1&before_id=m2', ['m1'], true],
    ['limit=-5', ['m0', 'm1', 'm2'], false],
    ['limit=nonsense', ['m0', 'm1', 'm2'], false],
  ])('pages Anthropic’s by ?%s', (query, ids, hasMore) => {
    const page = encodeModelList('anthropic', ['m0', 'm1', 'm2'], new URLSearchParams(query));
    expect(page).toMatchObject({
      data: ids.map((id) => ({ id })),
      has_more: hasMore,
      first_id: ids[0],
      last_id: ids.at(-1),
    });
  });

  it('is empty, not broken, without models', () => {
    expect(encodeModelList('anthropic', [], new URLSearchParams())).toEqual({
      data: [],
      has_more: false,
      first_id: null,
      last_id: null,
    });
  });
});
