import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { UNBOUND } from '#shared/domain/gateway-token';
import { sha256Hex } from '#main/secrets/gateway-token';
import { ensureGatewayToken } from './ensure-gateway-token';
import { createTestDirectory, openTestApi, readAllBytes } from './testing/open-test-api';

describe('the gateway token', () => {
  it('is created once, known to the gateway by its digest, and never stored in the clear', async () => {
    const { client, config, store, cipher, directory, close } = openTestApi();
    const token = ensureGatewayToken(store, cipher).token;
    expect(ensureGatewayToken(store, cipher).token).toBe(token);
    expect(config.load().tokens).toMatchObject([{ name: 'default', sha256: sha256Hex(token) }]);

    const [listed] = await client.gatewayTokens.list();
    expect(listed).toEqual({
      id: expect.stringMatching(/^tk_/),
      name: 'default',
      enabled: true,
      last4: token.slice(-4),
      ...UNBOUND,
      revision: 1,
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
    });
    expect(await client.gatewayTokens.reveal({ id: listed?.id ?? '' })).toMatchObject({ token });
    await close();
    expect(readAllBytes(directory)).not.toContain(token);
  });

  it('is followed by another when the data key is lost; the old one still works', async () => {
    const directory = createTestDirectory();
    const before = openTestApi({ directory });
    const lost = ensureGatewayToken(before.store, before.cipher).token;
    await before.close();

    const { client, config, store, cipher } = openTestApi({ directory, dataKey: new Uint8Array(32).fill(8) });
    const fresh = ensureGatewayToken(store, cipher).token;
    expect(config.load().tokens.map(({ sha256 }) => sha256)).toEqual([sha256Hex(lost), sha256Hex(fresh)]);
    const [first] = await client.gatewayTokens.list();
    await expect(client.gatewayTokens.reveal({ id: first?.id ?? '' })).rejects.toMatchObject({
      code: 'CREDENTIAL_UNREADABLE',
      data: { kind: 'gateway_token', name: 'default' },
    });
  });

  it('is not found by an id nobody has', async () => {
    const { client } = openTestApi();
    await expect(client.gatewayTokens.reveal({ id: 'tk_gone' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      data: { kind: 'gateway_token' },
    });
  });
});

describe('managing gateway tokens', () => {
  const ID = 'tk_madeUpByTheCaller1';

  it('a new one lets clients in, and is shown again to whoever repeats the request', async () => {
    const { client, config, published, directory, close } = openTestApi();
    const created = await client.gatewayTokens.create({ name: ' CI ', id: ID });
    expect(created).toMatchObject({ id: ID, name: 'CI', enabled: true, revision: 1 });
    expect(created.token).toMatch(/^rtx_\w{20,}$/);
    expect(config.load().tokens).toEqual([
      { ...UNBOUND, id: ID, name: 'CI', sha256: sha256Hex(created.token) },
    ]);
    expect(await client.gatewayTokens.create({ name: 'CI', id: ID })).toEqual(created);
    expect(await client.gatewayTokens.list()).toHaveLength(1);
    expect(published).toEqual([{ type: 'gatewayTokens.changed' }]);
    await close();
    expect(readAllBytes(directory)).not.toContain(created.token);
  });

  it('an id is good for one name, and a name for one token', async () => {
    const { client } = openTestApi();
    const { id } = await client.gatewayTokens.create({ name: 'CI', id: ID });
    await expect(client.gatewayTokens.create({ name: 'Other', id: ID })).rejects.toMatchObject({
      code: 'CONFLICT',
      data: { reason: 'id_taken', kind: 'gateway_token', name: 'CI' },
    });
    const taken = { code: 'CONFLICT', data: { reason: 'name_taken', kind: 'gateway_token', name: 'ci' } };
    await expect(client.gatewayTokens.create({ name: 'ci' })).rejects.toMatchObject(taken);
    const other = await client.gatewayTokens.create({ name: 'Other' });
    await expect(client.gatewayTokens.update({ ...other, name: 'ci' })).rejects.toMatchObject(taken);
    expect(await client.gatewayTokens.update({ id, revision: 1, name: 'ci' })).toMatchObject({ name: 'ci' });
  });

  it('one that cannot be read lets nobody in, keeps no other from it, and can be removed', async () => {
    const { client, store, cipher, directory, applied } = openTestApi();
    const { id } = await client.gatewayTokens.create({ name: 'default' });
    const database = new Database(join(directory, 'routex.db'));
    database.exec('UPDATE gateway_tokens SET revision = 0');
    database.close();
    expect(await client.gatewayTokens.list()).toEqual([]);
    expect(await client.system.status()).toMatchObject({ unreadable: [{ kind: 'gateway_token', id }] });
    ensureGatewayToken(store, cipher);
    expect(await client.gatewayTokens.list()).toMatchObject([{ name: 'default 2' }]);
    await expect(client.gatewayTokens.create({ name: 'Default' })).rejects.toMatchObject({
      data: { reason: 'name_taken' },
    });
    expect(await client.gatewayTokens.remove({ id })).toEqual({ id, removed: true });
    expect(applied.at(-1)?.tokens).toMatchObject([{ name: 'default 2' }]);
    expect(await client.system.status()).toMatchObject({ unreadable: [] });
  });

  it('a disabled one is refused from the next request on', async () => {
    const { client, applied } = openTestApi();
    const first = await client.gatewayTokens.create({ name: 'First' });
    await client.gatewayTokens.create({ name: 'Second' });
    const { id, revision } = first;
    const disabled = await client.gatewayTokens.update({ id, revision, enabled: false });
    expect(disabled).toMatchObject({ enabled: false, revision: 2 });
    expect(applied.at(-1)?.tokens).toMatchObject([{ name: 'Second' }]);
    await expect(client.gatewayTokens.update({ id, revision, enabled: true })).rejects.toMatchObject({
      data: { reason: 'stale_revision', kind: 'gateway_token', name: 'First' },
    });
  });

  it('the last one in use stays, because no client could get in', async () => {
    const { client, store } = openTestApi();
    const { id, revision } = await client.gatewayTokens.create({ name: 'Only' });
    const other = await client.gatewayTokens.create({ name: 'Disabled' });
    await client.gatewayTokens.update({ id: other.id, revision: 1, enabled: false });
    const last = { code: 'CONFLICT', data: { reason: 'last_gateway_token', name: 'Only' } };
    await expect(client.gatewayTokens.remove({ id })).rejects.toMatchObject(last);
    await expect(client.gatewayTokens.update({ id, revision, enabled: false })).rejects.toMatchObject(last);
    expect(await client.gatewayTokens.remove({ id: other.id })).toEqual({ id: other.id, removed: true });
    expect(await client.gatewayTokens.remove({ id: other.id })).toEqual({ id: other.id, removed: false });
    expect(store.gatewayTokens.list()).toMatchObject([{ id, enabled: true, revision }]);
  });
});
