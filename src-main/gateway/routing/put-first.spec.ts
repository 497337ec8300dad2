import { describe, expect, it } from 'vitest';
import { testChannel } from '#tests/support/gateway/start-test-gateway';
import { putFirst, selectChosen } from './put-first';

const request = { protocol: 'anthropic-messages', operation: 'generate', model: 'claude-sonnet-5' } as const;
const channel = testChannel({
  protocol: 'openai-chat',
  baseUrl: 'https://upstream.example',
  models: ['listed'],
  modelMapping: { 'claude-sonnet-5': 'mapped' },
  credentials: [
    { id: 'cr_1', kind: 'key', secret: 'fake-1' },
    { id: 'cr_2', kind: 'key', secret: 'fake-2' },
  ],
});
const choose = (model: string | null) => selectChosen({ channel, model, reason: 'chosen' }, request);

describe('a choice', () => {
  it.each([
    [null, 'mapped'],
    ['claude-sonnet-5', 'mapped'],
    ['listed', 'listed'],
    ['known-to-nobody', 'known-to-nobody'],
  ])('of the model %s asks the upstream for %s, with each key', (model, upstreamModel) => {
    expect(choose(model)).toMatchObject([
      { upstreamModel, credential: { id: 'cr_1' }, reason: 'chosen, converted to openai-chat' },
      { upstreamModel, credential: { id: 'cr_2' } },
    ]);
  });

  it('that cannot be called says why', () => {
    const sealed = { ...channel, credentials: [], unreadableCredentials: 1 };
    expect(selectChosen({ channel: sealed, model: null, reason: '' }, request)).toContain('decrypted');
    const compact = { ...request, operation: 'compact' } as const;
    expect(selectChosen({ channel, model: null, reason: '' }, compact)).toContain('does not speak');
    const elsewhere = { ...request, channelIds: ['another'] };
    expect(selectChosen({ channel, model: null, reason: '' }, elsewhere)).toContain('may not answer');
  });

  it('is tried first and not again', () => {
    const other = { ...channel, id: 'ch_other' };
    const target = (at: typeof channel, upstreamModel: string) => ({
      channel: at,
      credential: null,
      upstreamModel,
      reason: 'planned',
    });
    const plan = { targets: [target(other, 'mapped'), target(channel, 'mapped'), target(channel, 'else')] };
    const chosen = [{ ...target(channel, 'mapped'), reason: 'chosen' }];
    const { targets } = putFirst(chosen, plan);
    expect(targets.map((one) => [one.channel.id, one.upstreamModel, one.reason])).toEqual([
      ['ch_test', 'mapped', 'chosen'],
      ['ch_other', 'mapped', 'planned'],
      ['ch_test', 'else', 'planned'],
    ]);
  });
});
