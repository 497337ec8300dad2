import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '#shared/domain/settings';
import { openTestApi } from './testing/open-test-api';

const HOST = { stop: () => {}, createDashboardLink: () => ({ url: '', expiresAt: 0 }) };

const refusal = (field: string) => ({ code: 'INVALID_INPUT', data: { field } });

describe('settings', () => {
  it('are told without the pinned channel, which is chosen elsewhere', async () => {
    const { client, settings } = openTestApi({ host: HOST });
    settings.update({ pinnedChannelId: 'ch_x' });
    const { pinnedChannelId: _, ...shown } = DEFAULT_SETTINGS;
    expect(await client.settings.get()).toEqual({
      revision: expect.stringMatching(/^[0-9a-f]{16}$/),
      settings: shown,
      restartNeeded: [],
    });
  });

  it('are in force with the next request', async () => {
    const { client, applied, published } = openTestApi({ host: HOST });
    const { revision } = await client.settings.get();
    const changes = { timeouts: { idleMs: 1000 }, allowedHosts: ['routex.lan'] };
    const state = await client.settings.update({ revision, changes });
    expect(state).toMatchObject({ settings: changes, restartNeeded: [] });
    expect(state.revision).not.toBe(revision);
    expect(applied).toMatchObject([{ settings: changes }]);
    expect(published).toEqual([{ type: 'settings.changed' }]);
  });

  it('say what takes a restart, until it is as it was at the start', async () => {
    const { client } = openTestApi({ host: HOST });
    const { revision } = await client.settings.get();
    const changes = { port: 9999, host: '0.0.0.0', logLevel: 'debug', language: 'zh' } as const;
    const state = await client.settings.update({ revision, changes });
    expect(state.restartNeeded).toEqual(['host', 'port']);
    const back = { revision: state.revision, changes: { port: null, host: DEFAULT_SETTINGS.host } };
    expect((await client.settings.update(back)).restartNeeded).toEqual([]);
  });

  it('need no restart where nothing runs', async () => {
    const { client } = openTestApi();
    const { revision } = await client.settings.get();
    expect(await client.settings.update({ revision, changes: { port: 1 } })).toMatchObject({
      restartNeeded: [],
    });
  });

  it('go back to the default by null, and stay as they are where they are not named', async () => {
    const { client, settings } = openTestApi();
    writeFileSync(settings.path, '{"port": 1, "timeouts": {"idleMs": 2, "drainMs": 3}, "newer": true}');
    const { revision } = await client.settings.get();
    await client.settings.update({ revision, changes: { port: null, timeouts: { idleMs: null } } });
    expect(JSON.parse(readFileSync(settings.path, 'utf8'))).toEqual({
      timeouts: { drainMs: 3 },
      newer: true,
    });
  });

  it('merge nothing from an edit of an older revision', async () => {
    const { client, settings, applied } = openTestApi();
    const { revision } = await client.settings.get();
    await client.settings.update({ revision, changes: { port: 1 } });
    writeFileSync(settings.path, '{"port": 2}');
    for (const changes of [{ port: 3 }, { language: 'zh' as const }]) {
      await expect(client.settings.update({ revision, changes })).rejects.toMatchObject({
        code: 'CONFLICT',
        data: { reason: 'stale_revision', kind: 'settings', name: null, field: 'revision' },
      });
    }
    expect(settings.get()).toEqual({ ...DEFAULT_SETTINGS, port: 2 });
    expect(applied).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['changes.prot', { prot: 1 }],
    ['changes.timeouts.idle', { timeouts: { idle: 1 } }],
    ['changes.pinnedChannelId', { pinnedChannelId: 'ch_x' }],
    ['changes.port', { port: 70_000 }],
    ['changes.host', { host: 'two words' }],
    ['changes.timeouts.idleMs', { timeouts: { idleMs: 0 } }],
    ['changes.limits', { limits: [] }],
  ])('refuse what is no setting or no value for one: %s', async (field, changes) => {
    const { client, settings, applied } = openTestApi();
    const { revision } = await client.settings.get();
    await expect(client.settings.update({ revision, changes })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { field },
    });
    expect(settings.get()).toEqual(DEFAULT_SETTINGS);
    expect(applied).toEqual([]);
  });

  it('refuse to ask a second channel only when the first has the client, and name what was changed', async () => {
    const { client, settings } = openTestApi();
    const update = async (timeouts: object) => {
      const { revision } = await client.settings.get();
      return client.settings.update({ revision, changes: { timeouts } });
    };
    await expect(update({ hedgeAfterMs: 20_000 })).rejects.toMatchObject(refusal('timeouts.hedgeAfterMs'));
    await update({ hedgeAfterMs: 19_999 });
    await expect(update({ commitWaitMs: 19_999 })).rejects.toMatchObject(refusal('timeouts.commitWaitMs'));
    await update({ hedgeAfterMs: 50, commitWaitMs: 51 });

    writeFileSync(settings.path, '{"timeouts": {"hedgeAfterMs": 30000}}');
    expect((await update({ drainMs: 3 })).settings.timeouts).toMatchObject({
      hedgeAfterMs: 30_000,
      drainMs: 3,
    });
  });
});
