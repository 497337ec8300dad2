import { describe, expect, it } from 'vitest';
import type { CreateChannel } from '#shared/contract/channels';
import type { BackupChange } from '#shared/domain/configuration-backup';
import { openTestApi } from '../testing/open-test-api';

const KEY = 'fake-key-of-alpha';
const PASSWORD = 'a fake password';
const ALPHA: CreateChannel = {
  name: 'Alpha',
  protocol: 'openai-chat',
  baseUrl: 'http://127.0.0.1:1/v1',
  credentials: [{ kind: 'key', secret: KEY }],
};

/** A configuration with a channel, a token, a rule, a group and a setting. */
async function openConfigured() {
  const api = openTestApi();
  const { client } = api;
  const alpha = await client.channels.create(ALPHA);
  const token = await client.gatewayTokens.create({ name: 'Laptop', models: ['claude-*'] });
  const rule = { id: 'rr_0123456789abcdef', name: 'Rule', targets: [{ channelId: alpha.id }] };
  const groups = [{ name: 'Own', channelIds: [alpha.id] }];
  const { revision } = await client.routing.table();
  await client.routing.saveTable({ revision, rules: [rule], groups });
  const settings = await client.settings.get();
  await client.settings.update({ revision: settings.revision, changes: { balancing: 'weighted', port: 9 } });
  return { ...api, alpha, token };
}

const actions = (changes: readonly BackupChange[]): string[] =>
  changes.map(({ kind, action, fields, problem }) =>
    [kind, action, ...fields, problem ?? ''].join(' ').trim(),
  );

describe('an exported configuration', () => {
  it('without secrets holds none, and changes nothing where it came from', async () => {
    const { client, token } = await openConfigured();
    const { file, name } = await client.backup.export({});
    expect(name).toMatch(/^routex-\d{4}-\d\d-\d\d\.json$/);
    expect(JSON.stringify(file)).toContain('Alpha');
    expect(JSON.stringify(file)).not.toContain(KEY);
    expect(JSON.stringify(file)).not.toContain(token.token);
    const { changes } = await client.backup.preview({ file });
    expect(new Set(changes.map(({ action }) => action))).toEqual(new Set(['same']));
  });

  it('with secrets is sealed, and makes another computer the same, whose own address stays', async () => {
    const { client, alpha, token } = await openConfigured();
    await client.routing.use({ channel: alpha.id });
    const { file } = await client.backup.export({ secrets: true, password: PASSWORD });
    for (const secret of ['Alpha', KEY, token.token]) expect(JSON.stringify(file)).not.toContain(secret);

    const other = openTestApi();
    const { changes } = await other.client.backup.preview({ file, password: PASSWORD });
    expect(actions(changes)).toEqual([
      'channel create',
      'gateway_token create',
      'rules update rules groups',
      'settings update pinnedChannelId balancing',
    ]);
    expect(await other.client.channels.list()).toEqual([]);

    await other.client.backup.restore({ file, password: PASSWORD });
    expect(await other.client.channels.list()).toMatchObject([
      { id: alpha.id, name: 'Alpha', credentials: [{ hasKey: true, last4: 'lpha', unreadable: false }] },
    ]);
    expect(other.config.load().channels[0]?.credentials).toMatchObject([{ secret: KEY }]);
    expect(await other.client.gatewayTokens.reveal({ id: token.id })).toMatchObject({ token: token.token });
    expect(await other.client.routing.table()).toMatchObject({ rules: [{ name: 'Rule' }] });
    expect(other.settings.get()).toMatchObject({
      balancing: 'weighted',
      port: 8080,
      pinnedChannelId: alpha.id,
    });
    expect(other.applied.length).toBeGreaterThan(0);
    expect(new Set(other.published.map(({ type }) => type))).toContain('rules.changed');
  });

  it('without secrets keeps the keys that are here, and says which are missing', async () => {
    const { client, alpha } = await openConfigured();
    await client.channels.create({ ...ALPHA, name: 'Beta' });
    const { file } = await client.backup.export({});
    const [first] = await client.channels.list();
    await client.channels.update({ id: alpha.id, revision: first?.revision ?? 0, priority: 9 });
    const beta = (await client.channels.list()).find(({ name }) => name === 'Beta');
    await client.channels.remove({ id: beta?.id ?? '' });
    const { changes } = await client.backup.restore({ file });
    expect(actions(changes).slice(0, 3)).toEqual([
      'channel update priority',
      'channel create key_missing',
      'gateway_token same',
    ]);
    expect(await client.channels.list()).toMatchObject([
      { name: 'Alpha', priority: 50, credentials: [{ hasKey: true }] },
      { name: 'Beta', credentials: [] },
    ]);
  });

  it('removes what it does not hold only when asked to', async () => {
    const { client } = await openConfigured();
    const { file } = await client.backup.export({});
    const beta = await client.channels.create({ ...ALPHA, name: 'Beta' });
    expect(actions((await client.backup.restore({ file })).changes)).toContain('channel keep');
    expect(await client.channels.list()).toHaveLength(2);
    const { changes } = await client.backup.restore({ file, removeOthers: true });
    expect(changes).toContainEqual(expect.objectContaining({ id: beta.id, action: 'remove' }));
    expect(await client.channels.list()).toMatchObject([{ name: 'Alpha' }]);
  });

  it('leaves everything as it was when a part of it cannot be restored', async () => {
    const { client } = await openConfigured();
    const { file } = await client.backup.export({});
    const other = openTestApi();
    await other.client.gatewayTokens.create({ name: 'Here' });
    const content = JSON.parse(JSON.stringify(file)).content;
    const broken = {
      ...file,
      content: { ...content, rules: [{ ...content.rules[0], targets: [{ channelId: 'ch_gone' }] }] },
    };
    await expect(other.client.backup.restore({ file: broken })).rejects.toThrow(/no such channel/);
    expect(await other.client.channels.list()).toEqual([]);
    const unset = { ...file, content: { ...content, settings: { balancing: 'fastest' } } };
    await expect(other.client.backup.restore({ file: unset })).rejects.toThrow(/balancing/);
    expect(await other.client.channels.list()).toEqual([]);
  });

  it('cannot take away the last gateway token', async () => {
    const empty = openTestApi();
    const { file } = await empty.client.backup.export({});
    const { client } = await openConfigured();
    await expect(client.backup.restore({ file, removeOthers: true })).rejects.toThrow(
      /no client could get in/,
    );
    expect(await client.channels.list()).toHaveLength(1);
  });

  it('is refused with a reason when the password is wrong, or it is something else', async () => {
    const { client } = await openConfigured();
    await expect(client.backup.export({ secrets: true })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { field: 'password', reason: 'backup_password' },
    });
    const { file } = await client.backup.export({ password: PASSWORD });
    const refused = async (input: { file: Record<string, unknown>; password?: string }): Promise<unknown> =>
      client.backup.preview(input).catch((error: { data: { reason: string } }) => error.data.reason);
    expect(await refused({ file, password: 'another fake' })).toBe('backup_password');
    expect(await refused({ file })).toBe('backup_password');
    expect(await refused({ file: { ...file, version: 2 }, password: PASSWORD })).toBe('backup_newer');
    expect(await refused({ file: { hello: 1 } })).toBe('backup_invalid');
    const plain = await client.backup.export({});
    expect(await refused({ file: { ...plain.file, content: { channels: [] } } })).toBe('backup_invalid');
  });
});
