import { expect, it } from 'vitest';
import { failWith } from '#tests/support/fake-provider/index';
import { callGateway, describeCall } from '../failover/support/call-gateway';
import { withChannels } from '../failover/support/with-channels';

const PROTOCOL = 'anthropic-messages';
const IMAGE = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
const { body } = describeCall(PROTOCOL);
const picture = { ...body, messages: [{ role: 'user', content: [IMAGE] }] };
const TEXT_ONLY = { modelMapping: { '*': 'glm-4.6' } };

it('a picture goes to a channel that can read it, and a conversation without stays where it was', async () => {
  await withChannels(PROTOCOL, { first: TEXT_ONLY }, async ({ gateway, first, second }) => {
    await callGateway(gateway, PROTOCOL, { body: picture });
    await callGateway(gateway, PROTOCOL);
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
    expect(await gateway.waitForRecord(1)).toMatchObject({ channelId: 'ch_second', warnings: [] });
    expect(gateway.gateway.routeHits('preset:image')).toBe(1);
  });
});

it('a picture goes to a model that is said not to read it when nobody else can answer, and its refusal is told', async () => {
  await withChannels(PROTOCOL, { first: TEXT_ONLY }, async ({ gateway, first, second }) => {
    second.behave(failWith('server_error'));
    first.behave(failWith('invalid_request'));
    const answer = await callGateway(gateway, PROTOCOL, { body: picture });
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await gateway.waitForRecord(1)).toMatchObject({
      attempts: [{ channelId: 'ch_second' }, { reason: expect.stringContaining('cannot read images') }],
    });
  });
});
