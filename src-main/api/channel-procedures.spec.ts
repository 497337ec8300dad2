import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CreateChannel } from '#shared/contract/channels';
import { createTestDirectory, openTestApi, readAllBytes } from './testing/open-test-api';

const SECRET = 'fake-key-0123456789-last';
const CUSTOM = { name: 'Mine', protocol: 'openai-chat', baseUrl: 'http://127.0.0.1:9/v1' } as const;

const keyOf = (secret: string) => ({ kind: 'key', secret }) as const;

describe('creating a channel', () => {
  it('takes from a preset what is left out', async () => {
    const { client } = openTestApi();
    const channel = await client.channels.create({
      name: 'Z',
      provider: 'zai',
      credentials: [keyOf(SECRET)],
    });
    expect(channel).toMatchObject({
      id: expect.stringMatching(/^ch_[0-9a-hjkmnp-tv-z]{12}$/),
      revision: 1,
      provider: 'zai',
      protocol: 'anthropic-messages',
      baseUrl: 'https://api.z.ai/api/anthropic',
      authStyle: 'bearer',
      models: ['*'],
      modelMapping: {},
      defaultModel: null,
      priority: 50,
      weight: 1,
      enabled: true,
      credentials: [{ id: expect.stringMatching(/^cr_/), kind: 'key', hasKey: true, last4: 'last' }],
    });
  });

  it('takes the endpoint of the protocol that was asked for', async () => {
    const { client } = openTestApi();
    const channel = await client.channels.create({ name: 'Z', provider: 'zai', protocol: 'openai-chat' });
    expect(channel.baseUrl).toBe('https://api.z.ai/api/paas/v4');
  });

  it('lets a preset be used at another address', async () => {
    const { client } = openTestApi();
    const channel = await client.channels.create({
      name: 'Z',
      provider: 'zai',
      protocol: 'openai-responses',
      baseUrl: 'mirror.example/v1/',
    });
    expect(channel).toMatchObject({ baseUrl: 'https://mirror.example/v1', authStyle: 'bearer' });
  });

  it.each([
    ['anthropic-messages', 'x-api-key'],
    ['openai-chat', 'bearer'],
    ['openai-responses', 'bearer'],
    ['gemini', 'x-goog-api-key'],
  ] as const)('without a preset %s authenticates by %s', async (protocol, authStyle) => {
    const { client } = openTestApi();
    expect(await client.channels.create({ ...CUSTOM, protocol })).toMatchObject({
      provider: 'custom',
      authStyle,
    });
  });

  it.each<[string, Partial<CreateChannel>, object]>([
    ['protocol', { protocol: undefined }, { reason: 'protocol_required' }],
    ['baseUrl', { baseUrl: undefined }, { reason: 'base_url_required' }],
    ['baseUrl', { baseUrl: 'ftp://x' }, { reason: 'base_url_invalid' }],
    ['provider', { provider: 'nobody' }, { reason: 'preset_unknown', value: 'nobody' }],
    ['name', { name: 'Auto' }, { reason: 'name_reserved' }],
    ['weight', { weight: Number.NaN }, { reason: 'weight_invalid', channel: 'Mine' }],
    ['weight', { weight: -1 }, { reason: 'weight_invalid', channel: 'Mine' }],
    ['weight', { weight: Number.POSITIVE_INFINITY }, { reason: 'weight_invalid', channel: 'Mine' }],
    ['priority', { priority: 101 }, { reason: 'invalid', channel: 'Mine' }],
    ['credentials.0.secret', { credentials: [keyOf('two\nlines')] }, { reason: 'invalid' }],
  ])('refuses a wrong %s: %o', async (field, change, data) => {
    const { client, store, applied } = openTestApi();
    await expect(client.channels.create({ ...CUSTOM, ...change })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      defined: true,
      data: { field, ...data },
    });
    expect(store.channels.list()).toEqual([]);
    expect(applied).toEqual([]);
  });

  it('refuses a preset without the protocol', async () => {
    const { client } = openTestApi();
    await expect(
      client.channels.create({ name: 'A', provider: 'anthropic', protocol: 'gemini' }),
    ).rejects.toMatchObject({ data: { field: 'protocol', reason: 'preset_protocol', value: 'gemini' } });
  });

  it('refuses a name that is taken in another case', async () => {
    const { client } = openTestApi();
    await client.channels.create(CUSTOM);
    await expect(client.channels.create({ ...CUSTOM, name: 'mINE' })).rejects.toMatchObject({
      code: 'CONFLICT',
      data: { reason: 'name_taken', kind: 'channel', field: 'name' },
    });
  });

  it('does not repeat a refused secret', async () => {
    const { client } = openTestApi();
    const refused = client.channels.create({ ...CUSTOM, credentials: [keyOf('fake secret with spaces')] });
    await expect(refused).rejects.toSatisfy((error: Error) => !JSON.stringify(error).includes('fake secret'));
  });

  it('never gives a stored key away, nor writes it in the clear', async () => {
    const { client, directory, close } = openTestApi();
    const created = await client.channels.create({ ...CUSTOM, credentials: [keyOf(SECRET)] });
    const answers = [created, await client.channels.list(), await client.channels.get({ id: created.id })];
    expect(JSON.stringify(answers)).not.toContain(SECRET);
    await close();
    expect(readAllBytes(directory)).not.toContain(SECRET);
  });

  it('shows nothing of a key too short to be told by its end', async () => {
    const { client } = openTestApi();
    const channel = await client.channels.create({ ...CUSTOM, credentials: [keyOf('short')] });
    expect(channel.credentials[0]).toMatchObject({ hasKey: true, last4: null });
  });
});

describe('changing a channel', () => {
  it('gives the gateway the new configuration', async () => {
    const { client, applied } = openTestApi();
    const { id, revision } = await client.channels.create({ ...CUSTOM, credentials: [keyOf(SECRET)] });
    const updated = await client.channels.update({
      id,
      revision,
      enabled: false,
      baseUrl: 'host.example/v2/',
    });
    expect(updated).toMatchObject({ revision: 2, enabled: false, baseUrl: 'https://host.example/v2' });
    expect(applied).toHaveLength(2);
    expect(applied[1]?.channels).toMatchObject([
      { id, enabled: false, credentials: [{ kind: 'key', secret: SECRET }], unreadableCredentials: 0 },
    ]);
  });

  it('refuses an edit made from an older revision', async () => {
    const { client, applied } = openTestApi();
    const { id, revision } = await client.channels.create(CUSTOM);
    await client.channels.update({ id, revision, priority: 60 });
    await expect(client.channels.update({ id, revision, priority: 70 })).rejects.toMatchObject({
      code: 'CONFLICT',
      data: { reason: 'stale_revision', kind: 'channel', name: 'Mine' },
    });
    expect(applied).toHaveLength(2);
  });

  it('keeps, reorders, disables and replaces credentials', async () => {
    const { client, config } = openTestApi();
    const { id, revision, credentials } = await client.channels.create({
      ...CUSTOM,
      credentials: [keyOf('fake-key-one-11111'), keyOf('fake-key-two-22222')],
    });
    const [one, two] = credentials.map((credential) => credential.id);
    const updated = await client.channels.update({
      id,
      revision,
      credentials: [
        { kind: 'stored', id: two ?? '' },
        keyOf('fake-key-three-33333'),
        { kind: 'stored', id: one ?? '', enabled: false, label: 'old' },
      ],
    });
    expect(updated.credentials).toMatchObject([
      { id: two, last4: '2222' },
      { last4: '3333' },
      { id: one, last4: '1111', enabled: false, label: 'old' },
    ]);
    expect(config.load().channels[0]?.credentials).toMatchObject([
      { secret: 'fake-key-two-22222' },
      { secret: 'fake-key-three-33333' },
    ]);
  });

  it('refuses a credential of another channel', async () => {
    const { client } = openTestApi();
    const other = await client.channels.create({ ...CUSTOM, credentials: [keyOf(SECRET)] });
    const { id, revision } = await client.channels.create({ ...CUSTOM, name: 'Second' });
    const stolen = { kind: 'stored', id: other.credentials[0]?.id ?? '' } as const;
    await expect(client.channels.update({ id, revision, credentials: [stolen] })).rejects.toMatchObject({
      data: { reason: 'credential_unknown' },
    });
  });

  it('lets a channel keep its own name, in another case too', async () => {
    const { client } = openTestApi();
    const { id, revision } = await client.channels.create(CUSTOM);
    expect(await client.channels.update({ id, revision, name: 'MINE' })).toMatchObject({ name: 'MINE' });
  });

  it('names the stored channel when a weight is refused', async () => {
    const { client } = openTestApi();
    const { id, revision } = await client.channels.create(CUSTOM);
    await expect(client.channels.update({ id, revision, weight: Number.NaN })).rejects.toMatchObject({
      data: { reason: 'weight_invalid', channel: 'Mine' },
    });
  });

  it.each(['get', 'test'] as const)('%s says when there is no such channel', async (verb) => {
    const { client } = openTestApi();
    await expect(client.channels[verb]({ id: 'ch_gone' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      data: { kind: 'channel', id: 'ch_gone' },
    });
  });
});

it('stores nothing while the settings file cannot be read', async () => {
  const { client, settings, store, published } = openTestApi();
  const { id } = await client.channels.create(CUSTOM);
  writeFileSync(settings.path, '{"port": ');
  await expect(client.channels.create({ ...CUSTOM, name: 'Second' })).rejects.toMatchObject({
    code: 'SETTINGS_UNUSABLE',
  });
  await expect(client.channels.remove({ id })).rejects.toMatchObject({ code: 'SETTINGS_UNUSABLE' });
  expect(store.channels.list()).toMatchObject([{ id }]);
  expect(published).toHaveLength(1);
});

describe('choosing the active channel', () => {
  it('pins a channel and lets go of it', async () => {
    const { client, settings, applied } = openTestApi();
    const { id } = await client.channels.create(CUSTOM);
    await client.routing.use({ channel: id });
    expect(settings.get().pinnedChannelId).toBe(id);
    expect(applied.at(-1)?.settings.pinnedChannelId).toBe(id);
    await client.routing.use({ channel: 'auto' });
    expect(applied.at(-1)?.settings.pinnedChannelId).toBeNull();
  });

  it('refuses one that is disabled or not there', async () => {
    const { client } = openTestApi();
    const { id } = await client.channels.create({ ...CUSTOM, enabled: false });
    await expect(client.routing.use({ channel: id })).rejects.toMatchObject({
      code: 'CONFLICT',
      data: { reason: 'channel_disabled', kind: 'channel', name: 'Mine' },
    });
    await expect(client.routing.use({ channel: 'ch_gone' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('unpins a channel that is removed', async () => {
    const { client, applied, published } = openTestApi();
    const { id } = await client.channels.create(CUSTOM);
    await client.routing.use({ channel: id });
    await client.channels.remove({ id });
    expect(applied.at(-1)).toMatchObject({ channels: [], settings: { pinnedChannelId: null } });
    expect(published).toEqual([
      { type: 'channels.changed' },
      { type: 'routing.changed', pinnedChannelId: id },
      { type: 'channels.changed' },
      { type: 'routing.changed', pinnedChannelId: null },
    ]);
  });
});

describe('with another data key', () => {
  it('says which credentials cannot be read and calls nobody without one', async () => {
    const directory = createTestDirectory();
    const before = openTestApi({ directory });
    const { id } = await before.client.channels.create({ ...CUSTOM, credentials: [keyOf(SECRET)] });
    await before.close();

    const { client, config } = openTestApi({ directory, dataKey: new Uint8Array(32).fill(8) });
    const [channel] = await client.channels.list();
    expect(channel?.credentials).toMatchObject([{ hasKey: true, last4: 'last', unreadable: true }]);
    expect(config.load().channels).toMatchObject([{ credentials: [], unreadableCredentials: 1 }]);
    await expect(client.channels.test({ id })).rejects.toMatchObject({
      code: 'CREDENTIAL_UNREADABLE',
      data: { kind: 'channel', name: 'Mine' },
    });
    const { channels } = await client.system.status();
    expect(channels).toMatchObject([{ problem: 'credential_unreadable' }]);
  });

  it('does not need a key that is not sent', async () => {
    const directory = createTestDirectory();
    const before = openTestApi({ directory });
    await before.client.channels.create({ ...CUSTOM, authStyle: 'none', credentials: [keyOf(SECRET)] });
    await before.close();

    const { config } = openTestApi({ directory, dataKey: new Uint8Array(32).fill(8) });
    expect(config.load().channels).toMatchObject([{ credentials: [], unreadableCredentials: 0 }]);
  });
});
