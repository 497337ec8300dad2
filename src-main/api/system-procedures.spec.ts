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
      affinity: { size: 0, hits: 0, misses: 0, evictions: 0, drops: 0 },
      storeProblem: null,
      unrecordedRequests: 0,
      pinnedChannel: null,
      channels: [],
      unreadable: [],
      userFileProblems: [],
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

it('tells how many requests could not be recorded', async () => {
  const { client, counters } = openTestApi();
  Object.assign(counters, { dropped: 2, failed: 3 });
  expect(await client.system.status()).toMatchObject({ unrecordedRequests: 5 });
});

function openHosted() {
  const stops: (number | undefined)[] = [];
  const link = { url: 'http://127.0.0.1:1/dashboard/login?code=fake', expiresAt: 7 };
  const host = { stop: (drainMs?: number) => void stops.push(drainMs), createDashboardLink: () => link };
  return { ...openTestApi({ host }), stops, link };
}

describe('controlling the process', () => {
  it('pauses and resumes, and says so once', async () => {
    const { client, gateway, published } = openHosted();
    await gateway.start({ host: '127.0.0.1', port: 0 });
    expect(await client.system.pause()).toEqual({ state: 'paused' });
    expect(await client.system.pause()).toEqual({ state: 'paused' });
    expect(await client.system.status()).toMatchObject({ state: 'paused' });
    expect(await client.system.resume()).toEqual({ state: 'listening' });
    expect(published).toEqual([
      { type: 'state.changed', state: 'paused' },
      { type: 'state.changed', state: 'listening' },
    ]);
  });

  it('stops by way of whoever runs it, with the drain time asked for', async () => {
    const { client, stops } = openHosted();
    expect(await client.system.stop({ drainMs: 5 })).toEqual({ state: 'draining' });
    expect(await client.system.stop()).toEqual({ state: 'draining' });
    expect(stops).toEqual([5, undefined]);
  });

  it('gives a link to the dashboard', async () => {
    const { client, link } = openHosted();
    expect(await client.system.createDashboardLink()).toEqual(link);
  });

  it.each(['pause', 'resume', 'stop', 'createDashboardLink'] as const)(
    'cannot %s where no gateway runs',
    async (verb) => {
      const { client, published } = openTestApi();
      await expect(client.system[verb]()).rejects.toMatchObject({
        code: 'CONFLICT',
        data: { reason: 'not_listening', kind: 'gateway' },
      });
      expect(published).toEqual([]);
    },
  );
});
