import { describe, expect, it } from 'vitest';
import { sha256Hex } from '#main/secrets/gateway-token';
import { ensureGatewayToken } from './ensure-gateway-token';
import { createTestDirectory, openTestApi, readAllBytes } from './testing/open-test-api';

describe('the gateway token', () => {
  it('is created once, known to the gateway by its digest, and never stored in the clear', async () => {
    const { client, config, store, cipher, directory, close } = openTestApi();
    const token = ensureGatewayToken(store, cipher);
    expect(ensureGatewayToken(store, cipher)).toBe(token);
    expect(config.load().tokens).toMatchObject([{ name: 'default', sha256: sha256Hex(token) }]);

    const [listed] = await client.gatewayTokens.list();
    expect(listed).toEqual({
      id: expect.stringMatching(/^tk_/),
      name: 'default',
      enabled: true,
      last4: token.slice(-4),
      createdAt: expect.any(Number),
    });
    expect(await client.gatewayTokens.reveal({ id: listed?.id ?? '' })).toMatchObject({ token });
    await close();
    expect(readAllBytes(directory)).not.toContain(token);
  });

  it('is followed by another when the data key is lost; the old one still works', async () => {
    const directory = createTestDirectory();
    const before = openTestApi({ directory });
    const lost = ensureGatewayToken(before.store, before.cipher);
    await before.close();

    const { client, config, store, cipher } = openTestApi({ directory, dataKey: new Uint8Array(32).fill(8) });
    const fresh = ensureGatewayToken(store, cipher);
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
