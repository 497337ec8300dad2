import { describe, expect, it } from 'vitest';
import { openTestApi } from './testing/open-test-api';

async function openWithChannel() {
  const api = openTestApi();
  const channel = await api.client.channels.create({
    name: 'Mine',
    protocol: 'openai-chat',
    baseUrl: 'http://127.0.0.1:1/v1',
    credentials: [{ kind: 'key', secret: 'fake-key-for-tests' }],
  });
  return { ...api, channelId: channel.id };
}

const ID = 'rr_0123456789abcdef';
const rule = (channelId: string, change: object = {}) => ({
  id: ID,
  name: 'Small talk',
  targets: [{ channelId }],
  ...change,
});

describe('rules and groups', () => {
  it('are empty at first, are kept as they were saved, and reach the gateway at once', async () => {
    const { client, channelId, applied, published } = await openWithChannel();
    expect(await client.routing.table()).toMatchObject({
      revision: 1,
      rules: [],
      groups: [],
      unreadable: [],
    });
    const when = { models: ['claude-*'], scenario: 'think' as const };
    const saved = await client.routing.saveTable({
      revision: 1,
      rules: [{ ...rule(channelId), when, targets: [{ group: 'own', model: 'big' }], only: true }],
      groups: [{ name: 'Own', channelIds: [channelId], strategy: 'weighted' as const }],
    });
    expect(saved).toMatchObject({
      revision: 2,
      rules: [
        {
          id: ID,
          enabled: true,
          only: true,
          when,
          targets: [{ group: 'own', model: 'big' }],
          hits: 0,
          warning: null,
        },
      ],
      groups: [{ name: 'Own', channelIds: [channelId], strategy: 'weighted' as const }],
    });
    expect(await client.routing.table()).toEqual(saved);
    expect(applied.at(-1)?.routing.rules).toMatchObject([{ id: ID }]);
    expect(published.at(-1)).toEqual({ type: 'rules.changed' });
  });

  it('are not overwritten by an edit that was made from an older state', async () => {
    const { client, channelId } = await openWithChannel();
    await client.routing.saveTable({ revision: 1, rules: [rule(channelId)], groups: [] });
    await expect(client.routing.saveTable({ revision: 1, rules: [], groups: [] })).rejects.toMatchObject({
      code: 'CONFLICT',
      data: { reason: 'stale_revision', kind: 'rules', field: 'revision' },
    });
    expect((await client.routing.table()).rules).toHaveLength(1);
  });

  it.each([
    ['rules.0.targets.0.channelId', { targets: [{ channelId: 'ch_gone' }] }],
    ['rules.0.targets.0.group', { targets: [{ group: 'nobody' }] }],
    ['rules.0.when.pattern', { when: { pattern: '(?<=lookbehind)x' } }],
    ['rules.0.when.maxTokens', { when: { minTokens: 5, maxTokens: 4 } }],
    ['rules.0.when.headers.authorization', { when: { headers: { Authorization: '*' } } }],
    ['rules.0.when.models', { when: { models: [] } }],
  ])('are refused on save by their field %s', async (field, change) => {
    const { client, channelId } = await openWithChannel();
    const save = client.routing.saveTable({ revision: 1, rules: [rule(channelId, change)], groups: [] });
    await expect(save).rejects.toMatchObject({ code: 'INVALID_INPUT', data: { field } });
    expect((await client.routing.table()).revision).toBe(1);
  });

  it.each([
    ['rules.1.id', { name: 'Other' }],
    ['rules.1.name', { id: 'rr_fedcba9876543210', name: 'SMALL TALK' }],
  ])('are refused when they are there twice by %s', async (field, change) => {
    const { client, channelId } = await openWithChannel();
    const rules = [rule(channelId), rule(channelId, change)];
    await expect(client.routing.saveTable({ revision: 1, rules, groups: [] })).rejects.toMatchObject({
      data: { field },
    });
  });

  it('say that they are not followed any more when their channel has been removed', async () => {
    const { client, channelId } = await openWithChannel();
    await client.routing.saveTable({ revision: 1, rules: [rule(channelId)], groups: [] });
    await client.channels.remove({ id: channelId });
    expect((await client.routing.table()).rules).toMatchObject([
      { warning: expect.stringContaining('removed') },
    ]);
  });

  it('explain a request without sending it', async () => {
    const { client, channelId, gateway } = await openWithChannel();
    const other = { id: 'rr_fedcba9876543210', name: 'Pictures', when: { images: true } };
    const rules = [{ ...rule(channelId), ...other }, rule(channelId)];
    await client.routing.saveTable({ revision: 1, rules, groups: [] });
    const request = {
      protocol: 'openai-chat' as const,
      model: 'm',
      body: { model: 'm', messages: [{ role: 'user', content: 'Hello' }] },
    };
    expect(await client.routing.explain(request)).toMatchObject({
      ruleId: ID,
      refusal: null,
      facts: { client: 'other', project: null, tools: [], scenarios: ['default'] },
      targets: [
        {
          channelId,
          upstreamModel: 'm',
          reason: 'rule "Small talk", model any',
          waitMs: 0,
          inputMicroUsd: null,
        },
      ],
      rules: [
        { name: 'Pictures', type: 'unfit', field: 'images' },
        { name: 'Small talk', type: 'followed' },
      ],
    });
    expect(gateway.routeHits(ID)).toBe(0);
  });

  it('tell what the input would cost at each', async () => {
    const { client, channelId } = await openWithChannel();
    const price = { model: 'm', provider: null, currency: 'USD', input: 1000, output: 5 };
    await client.prices.set({ ...price, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null });
    const body = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] };
    const { facts, targets } = await client.routing.explain({ protocol: 'openai-chat', model: 'm', body });
    expect(facts.tokens).toBeGreaterThan(0);
    expect(targets).toMatchObject([{ channelId, inputMicroUsd: facts.tokens * 1000 }]);
  });
});
