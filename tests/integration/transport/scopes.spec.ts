import { describe, expect, it } from 'vitest';
import { bodyOf, callGateway, describeCall, PROTOCOLS, tokenHeaders } from '../failover/support/call-gateway';
import { withChannels } from '../failover/support/with-channels';

describe.each(PROTOCOLS)('%s', (protocol) => {
  const call = describeCall(protocol, { stream: true });

  it('is served below the address of a project and a channel, and the record has both', async () => {
    await withChannels(protocol, {}, async ({ gateway, first, second }) => {
      const path = `/p/my%20shop/c/ch_second${call.path}`;
      const exchange = await callGateway(gateway, protocol, { stream: true, path });
      expect(exchange).toMatchObject({ status: 200, end: 'complete' });
      expect([first.requests.length, second.requests.length]).toEqual([0, 1]);
      expect(second.requests[0]?.path).not.toContain('shop');
      expect(await gateway.waitForRecord(1)).toMatchObject({
        project: 'my shop',
        projectSource: 'url',
        channelId: 'ch_second',
      });
    });
  });

  it('gets its own error for a channel that is not there, but only with the right token', async () => {
    await withChannels(protocol, {}, async ({ gateway }) => {
      const path = `/c/nobody${call.path}`;
      const known = await callGateway(gateway, protocol, { path });
      expect(known.status).toBe(404);
      expect(JSON.stringify(bodyOf(known).toString())).toContain('nobody');
      const headers = tokenHeaders(protocol, 'rtx_fake-and-wrong');
      expect((await callGateway(gateway, protocol, { path, headers })).status).toBe(401);
    });
  });
});

describe('a channel that the address names', () => {
  it('is not failed over from, and is used although another one is pinned', async () => {
    const settings = { pinnedChannelId: 'ch_first', failOverFromPinned: false };
    await withChannels(
      'openai-chat',
      { settings, second: { baseUrl: 'http://127.0.0.1:1' } },
      async ({ gateway, first }) => {
        const path = '/c/ch_second/v1/chat/completions';
        expect((await callGateway(gateway, 'openai-chat', { path })).status).toBe(502);
        expect(first.requests).toHaveLength(0);
      },
    );
  });

  it('says so when it is disabled', async () => {
    await withChannels('openai-chat', { second: { enabled: false } }, async ({ gateway }) => {
      const exchange = await callGateway(gateway, 'openai-chat', {
        path: '/c/ch_second/v1/chat/completions',
      });
      expect(exchange.text).toContain('disabled');
    });
  });

  it('is no way to the admin API', async () => {
    await withChannels('openai-chat', {}, async ({ gateway }) => {
      for (const path of ['/p/x/api/channels', '/c/ch_first/api/status', '/p/x/dashboard']) {
        expect((await callGateway(gateway, 'openai-chat', { path, method: 'GET' })).status).toBe(404);
      }
    });
  });
});

describe('a token', () => {
  it('that is bound to channels is answered by those alone, and lists the models of those alone', async () => {
    const scope = { channelIds: ['ch_second'] };
    const options = { scope, first: { models: ['m-first'] }, second: { models: ['m-second'] } };
    await withChannels('openai-chat', options, async ({ gateway, first }) => {
      const refused = await callGateway(gateway, 'openai-chat', { model: 'm-first' });
      expect([refused.status, first.requests.length]).toEqual([404, 0]);
      expect((await callGateway(gateway, 'openai-chat', { model: 'm-second' })).status).toBe(200);
      const list = await callGateway(gateway, 'openai-chat', { path: '/v1/models', method: 'GET' });
      expect(list.text).toContain('m-second');
      expect(list.text).not.toContain('m-first');
    });
  });

  it('whose channels are gone is told so', async () => {
    await withChannels('openai-chat', { scope: { channelIds: ['ch_gone'] } }, async ({ gateway }) => {
      expect((await callGateway(gateway, 'openai-chat')).text).toContain('gone');
    });
  });

  it('that is bound to models is refused others, which is recorded', async () => {
    const options = {
      scope: { models: ['claude-*'], project: 'shop' },
      first: { models: ['gpt-5', 'claude-opus-5'] },
    };
    await withChannels('anthropic-messages', options, async ({ gateway, first }) => {
      const refused = await callGateway(gateway, 'anthropic-messages', { model: 'gpt-5' });
      expect(refused.status).toBe(403);
      expect(JSON.parse(refused.text)).toMatchObject({ type: 'error', error: { type: 'permission_error' } });
      expect((await callGateway(gateway, 'anthropic-messages', { model: 'claude-opus-5' })).status).toBe(200);
      expect(first.requests).toHaveLength(1);
      expect(await gateway.waitForRecord(1)).toMatchObject({
        outcome: 'refused',
        failure: { kind: 'permission' },
        project: 'shop',
        projectSource: 'token',
      });
      const list = await callGateway(gateway, 'anthropic-messages', { path: '/v1/models', method: 'GET' });
      expect(list.text).not.toContain('gpt-5');
    });
  });

  it('that is bound to models cannot name another in a way that only some upstreams read', async () => {
    const options = { scope: { models: ['cheap'] }, first: { models: ['cheap', 'dear'] } };
    const { body } = describeCall('openai-chat', { model: 'cheap' });
    await withChannels('openai-chat', options, async ({ gateway, first }) => {
      for (const alias of [{ Model: 'dear' }, { models: ['dear'] }]) {
        const refused = await callGateway(gateway, 'openai-chat', { body: { ...body, ...alias } });
        expect(refused.status).toBe(400);
        expect(refused.text).toContain(`Leave \\"${Object.keys(alias)[0]}\\" out`);
      }
      expect(first.requests).toHaveLength(0);
      expect((await callGateway(gateway, 'openai-chat', { body })).status).toBe(200);
    });
  });
});

describe('a body that names two models', () => {
  const { body } = describeCall('openai-chat', { model: 'cheap' });

  it('is refused, whoever sends it', async () => {
    await withChannels('openai-chat', {}, async ({ gateway, first }) => {
      const twice = `{"model":"dear",${JSON.stringify(body).slice(1)}`;
      const refused = await callGateway(gateway, 'openai-chat', { body: Buffer.from(twice) });
      expect([refused.status, first.requests.length]).toEqual([400, 0]);
      expect(refused.text).toContain('model: stands in the body twice');
    });
  });

  it('is passed on as it is where the second is for a router behind it', async () => {
    await withChannels('openai-chat', {}, async ({ gateway, first }) => {
      const exchange = await callGateway(gateway, 'openai-chat', { body: { ...body, models: ['dear'] } });
      expect([exchange.status, first.requests[0]?.json]).toEqual([200, { ...body, models: ['dear'] }]);
    });
  });
});
