import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createSecretCipher } from '#main/secrets/secret-cipher';
import { createGatewayToken, sha256Hex } from '#main/secrets/gateway-token';
import { openStore } from './open-store';

it('no file of the database ever holds a credential or a gateway token in plain text', () => {
  const directory = mkdtempSync(join(tmpdir(), 'routex-sealed-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const cipher = createSecretCipher(randomBytes(32));
  const key = 'sk-ant-api03-fake-secret-that-must-not-be-found';
  const replaced = 'sk-ant-api03-fake-one-that-was-there-before';
  const token = createGatewayToken();

  const store = openStore({
    path: join(directory, 'routex.db'),
    backupsDir: join(directory, 'backups'),
    clock: { now: () => 1 },
  });
  const credential = (secret: string) => ({
    id: 'credential',
    kind: 'key' as const,
    label: null,
    enabled: true,
    last4: secret.slice(-4),
    sealed: cipher.seal(secret, 'credential'),
  });
  store.channels.create({
    id: 'channel',
    name: 'Channel',
    provider: 'anthropic',
    protocol: 'anthropic-messages',
    baseUrl: 'https://api.anthropic.com',
    authStyle: 'x-api-key',
    models: ['*'],
    modelMapping: {},
    defaultModel: null,
    priority: 50,
    weight: 1,
    enabled: true,
    profile: {},
    credentials: [credential(replaced)],
  });
  store.channels.update('channel', 1, { credentials: [credential(key)] });
  store.gatewayTokens.create({
    id: 'token',
    name: 'Token',
    enabled: true,
    last4: token.slice(-4),
    sha256: sha256Hex(token),
    sealed: cipher.seal(token, 'token'),
  });

  const selectFilesWithPlaintext = (): string[] => {
    const files = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile());
    return files.flatMap((file) => {
      const bytes = readFileSync(join(directory, file.name));
      const forms = [key, replaced, token].flatMap((secret) => [
        secret,
        Buffer.from(secret).toString('base64').slice(0, 40),
      ]);
      return forms.some((form) => bytes.includes(form)) ? [file.name] : [];
    });
  };
  // With the write-ahead log, then with everything moved into the one file.
  expect(readdirSync(directory)).toContain('routex.db-wal');
  expect(selectFilesWithPlaintext()).toEqual([]);
  const sealed = store.channels.get('channel')?.credentials[0]?.sealed ?? '';
  expect(cipher.open(sealed, 'credential')).toBe(key);
  store.close();
  expect(selectFilesWithPlaintext()).toEqual([]);
  expect(readFileSync(join(directory, 'routex.db')).includes(sealed)).toBe(true);
});
