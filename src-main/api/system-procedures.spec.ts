import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openTestApi, TEST_VERSION } from './testing/open-test-api';

const CUSTOM = { protocol: 'openai-chat', baseUrl: 'http://127.0.0.1:9/v1' } as const;

describe('status', () => {
  it('tells what runs where', async () => {
    const { client, gateway, directory } = openTestApi();
    expect(await client.system.status()).toMatchObject({ state: 'stopped', address: null, pid: null });

    const { address } = await gateway.start({ host: '127.0.0.1', port: 0 });
    expect(await client.system.status()).toEqual({
      version: TEST_VERSION,
      state: 'listening',
      address,
      dataDirectory: directory,
      pid: process.pid,
      uptimeMs: expect.any(Number),
      activeRequests: 0,
      pinnedChannel: null,
      channels: [],
      today: { requests: 0, failed: 0, inputTokens: 0, outputTokens: 0 },
    });
  });

  it('lists channels in the order they are tried, with what keeps them from serving', async () => {
    const { client } = openTestApi();
    await client.channels.create({ ...CUSTOM, name: 'No key' });
    await client.channels.create({ ...CUSTOM, name: 'Login', credentials: [{ kind: 'client' }] });
    const { id } = await client.channels.create({ ...CUSTOM, name: 'Open', authStyle: 'none', priority: 90 });
    await client.routing.use({ channel: id });

    const { channels, pinnedChannel } = await client.system.status();
    expect(pinnedChannel).toEqual({ id, name: 'Open' });
    expect(channels.map(({ name, problem }) => [name, problem])).toEqual([
      ['Open', null],
      ['No key', 'no_credential'],
      ['Login', null],
    ]);
  });

  it('says what is wrong with a settings file that was damaged meanwhile', async () => {
    const { client, settings } = openTestApi();
    writeFileSync(settings.path, '{"port": "many"}');
    await expect(client.system.status()).rejects.toMatchObject({
      code: 'SETTINGS_UNUSABLE',
      defined: true,
      data: { reason: 'settings_invalid', field: 'port' },
    });
  });
});
