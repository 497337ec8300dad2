import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { openCore, SYSTEM_CLOCK } from '#main/core/open-core';
import { createHostControls } from '#main/core/host-controls';
import { ensureDataDirectory } from '#main/data-directory/ensure-data-directory';
import { createSettingsStore } from '#main/data-directory/settings-store';
import { createAdminAccess } from '#main/http/admin-access';
import { createHttpSurface } from '#main/http/create-http-surface';
import { createLoginCodes } from '#main/http/login-codes';
import { createLogger } from '#main/observability/create-logger';
import { startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { createSender, type Received, type Sent } from './send';

export const ADMIN_TOKEN = 'rtxa_fake-admin-token-of-the-contract-test';
/** What must be in no answer and in no line of the log. */
export const CHANNEL_KEY = 'fake-channel-key-that-nobody-may-see-0001';
export const MODEL = 'gpt-fake';

export interface AdminRig {
  readonly url: string;
  readonly provider: FakeProvider;
  readonly databasePath: string;
  /** Lines of the log so far. */
  readonly log: readonly string[];
  /** Secrets that must not come out again. */
  readonly secrets: ReadonlySet<string>;
  send(sent: Sent): Promise<Received>;
  /** With the admin token and, where there is a body, as JSON. */
  call(method: string, path: string, body?: unknown): Promise<Received>;
  /** The same for what must work, with its answer read. */
  ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  /** All that is stored besides requests: what a refused write must leave as it is. */
  stored(): string;
  /** What a slip in an editor does to `config.json`. Returns what puts it back. */
  damageSettings(): () => void;
  close(): Promise<void>;
}

/** Everything `routex serve` is made of, on a free loopback port, with a provider behind it and one request recorded. */
export async function openAdmin(): Promise<AdminRig> {
  const directory = mkdtempSync(join(tmpdir(), 'routex-admin-'));
  const paths = ensureDataDirectory(directory);
  writeFileSync(join(directory, 'config.json'), JSON.stringify({ bodies: { store: true } }));
  const settings = createSettingsStore(paths);
  const log: string[] = [];
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void log.push(line) } });
  const clock = SYSTEM_CLOCK;
  const codes = createLoginCodes(clock);
  const controls = createHostControls({ codes, address: () => core.gateway.status().address });
  const core = openCore({ paths, settings, env: {}, version: '0.0.0-test', logger, host: controls.host });
  const access = createAdminAccess({
    adminToken: ADMIN_TOKEN,
    codes,
    repository: core.dashboardSessions,
    instance: directory,
    clock,
    logger,
  });
  core.setFallback(
    createHttpSurface({
      router: core.router,
      access,
      status: core.gateway.status,
      version: '0.0.0-test',
      logger,
    }),
  );
  const { address } = await core.gateway.start({ host: '127.0.0.1', port: 0 });
  const provider = await startFakeProvider({ key: CHANNEL_KEY });
  const sender = createSender(address);
  const reader = new Database(paths.databasePath, { readonly: true });
  const secrets = new Set([ADMIN_TOKEN, CHANNEL_KEY, core.gatewayToken.token]);

  const rig: AdminRig = {
    url: address,
    provider,
    databasePath: paths.databasePath,
    log,
    secrets,
    send: sender.send,
    call: (method, path, body) =>
      sender.send({
        method,
        path: `/api${path}`,
        headers: {
          authorization: `Bearer ${ADMIN_TOKEN}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    async ask<Answer>(method: string, path: string, body?: unknown) {
      const { status, text } = await rig.call(method, path, body);
      if (status >= 300) throw new Error(`${method} ${path} was answered with ${status}: ${text}`);
      return JSON.parse(text) as Answer;
    },
    stored() {
      const tables = ['channels', 'credentials', 'gateway_tokens'].map((table) =>
        reader.prepare(`SELECT * FROM ${table} ORDER BY rowid`).all(),
      );
      return JSON.stringify([tables, readSettings(settings.path)]);
    },
    damageSettings() {
      const content = readSettings(settings.path);
      writeFileSync(settings.path, '{"port": ');
      return () => writeFileSync(settings.path, content === '' ? '{}' : content);
    },
    async close() {
      sender.close();
      reader.close();
      await core.gateway.stop({ drainMs: 0 });
      await core.close();
      await provider.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  await recordRequest(rig, core.gatewayToken.token);
  return rig;
}

/** A request of a client through a channel, so that there is something to list and to add up. */
async function recordRequest(rig: AdminRig, gatewayToken: string): Promise<void> {
  const channel = { name: 'Recorded', protocol: 'openai-chat', baseUrl: `${rig.provider.url}/v1` };
  const credentials = [{ kind: 'key', secret: CHANNEL_KEY }];
  await rig.ask('POST', '/channels', { ...channel, credentials });
  await rig.send({
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { authorization: `Bearer ${gatewayToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: 'Hello' }] }),
  });
  for (;;) {
    const { items } = await rig.ask<{ items: unknown[] }>('GET', '/requests');
    if (items.length > 0) return;
    await sleep(20);
  }
}

function readSettings(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
