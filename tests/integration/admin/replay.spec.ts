import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAdmin, type AdminRig } from './support/open-admin';

interface Recorded {
  readonly id: string;
  readonly model: string;
  readonly channelId: string;
}

let rig: AdminRig;
let recorded: Recorded;
beforeAll(async () => {
  rig = await openAdmin();
  const { items } = await rig.ask<{ items: Recorded[] }>('GET', '/requests');
  const [first] = items;
  if (first === undefined) throw new Error('nothing was recorded');
  recorded = first;
});
afterAll(() => rig.close());

async function getWhenRecorded(id: string): Promise<Recorded> {
  await expect.poll(async () => (await rig.call('GET', `/requests/${id}`)).status).toBe(200);
  return rig.ask<Recorded>('GET', `/requests/${id}`);
}

describe('a request whose bodies are stored', () => {
  it('is sent again on another channel and model, and says whose repetition it is', async () => {
    const { id: channelId } = await rig.ask<{ id: string }>('POST', '/channels', {
      name: 'Elsewhere',
      protocol: 'anthropic-messages',
      baseUrl: rig.provider.url,
      credentials: [{ kind: 'key', secret: [...rig.secrets][1] }],
    });
    const body = { channelId, model: 'claude-other' };
    const { id } = await rig.ask<{ id: string }>('POST', `/requests/${recorded.id}/replay`, body);
    expect(id).not.toBe(recorded.id);
    expect(await getWhenRecorded(id)).toMatchObject({
      channelId,
      model: 'claude-other',
      outcome: 'success',
      protocol: 'openai-chat',
    });
    expect(await rig.ask('GET', `/requests/${id}/bodies`)).toMatchObject({ replayOf: recorded.id });
    expect(rig.provider.requests.at(-1)).toMatchObject({ model: 'claude-other' });
  });

  it('is explained as if it came now', async () => {
    expect(await rig.ask('GET', `/requests/${recorded.id}/explanation`)).toMatchObject({
      by: null,
      targets: expect.arrayContaining([expect.objectContaining({ channelName: 'Recorded' })]),
      refusal: null,
    });
  });

  it('is not sent to a channel that needs its caller’s own login', async () => {
    const { id: channelId } = await rig.ask<{ id: string }>('POST', '/channels', {
      name: 'Own login',
      protocol: 'anthropic-messages',
      baseUrl: rig.provider.url,
      credentials: [{ kind: 'client' }],
    });
    const { status, text } = await rig.call('POST', `/requests/${recorded.id}/replay`, { channelId });
    expect([status, JSON.parse(text).data.reason]).toEqual([409, 'client_login']);
  });

  it('is told of when nothing is stored', async () => {
    const nobody = await rig.call('GET', '/requests/req_nobody/bodies');
    expect([nobody.status, JSON.parse(nobody.text).data.kind]).toEqual([404, 'request']);
    await rig.ask('DELETE', '/requests/bodies');
    for (const [method, path] of [
      ['GET', 'bodies'],
      ['GET', 'explanation'],
      ['POST', 'replay'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { status, text } = await rig.call(
        method,
        `/requests/${recorded.id}/${path}`,
        method === 'POST' ? {} : undefined,
      );
      expect([path, status, JSON.parse(text).data.kind]).toEqual([path, 404, 'bodies']);
    }
  });
});
