import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished, describe, expect, it } from 'vitest';
import { ensureGatewayToken } from '#main/api/ensure-gateway-token';
import { openTestApi, TEST_VERSION } from '#main/api/testing/open-test-api';
import type { GatewayStatus } from '#main/gateway/types';
import { createLogger } from '#main/observability/create-logger';
import { contract } from '#shared/contract/contract';
import { createHttpSurface } from './create-http-surface';
import { openTestAccess, TEST_ADMIN_TOKEN } from './testing/open-test-access';

const ADMIN_TOKEN = TEST_ADMIN_TOKEN;
const ADMIN = { authorization: `Bearer ${ADMIN_TOKEN}` };
const JSON_BODY = { 'content-type': 'application/json' };
const CHANNEL = { name: 'Mine', protocol: 'openai-chat', baseUrl: 'http://127.0.0.1:9/v1' };

async function openSurface(state: GatewayStatus['state'] = 'listening') {
  const api = openTestApi();
  const log: string[] = [];
  const surface = createHttpSurface({
    router: api.router,
    access: openTestAccess({ store: api.store }),
    status: () => ({
      state,
      address: null,
      activeRequests: 0,
      bufferedBytes: 0,
      affinity: { size: 0, hits: 0, misses: 0, evictions: 0, drops: 0 },
    }),
    version: TEST_VERSION,
    logger: createLogger({ level: 'debug', destination: { write: (line) => void log.push(line) } }),
  });
  const server = createServer((request, response) => {
    const { 'x-refuse': message } = request.headers;
    const answered =
      typeof message === 'string'
        ? surface.refuse?.(request, response, new Error(message))
        : surface.serve(request, response);
    if (answered !== true) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const ask = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, init);
  return { ask, log, api, server, port };
}

describe('the admin API', () => {
  it('serves the contract to the admin token', async () => {
    const { ask } = await openSurface();
    const created = await ask('/api/channels', {
      method: 'POST',
      headers: { ...ADMIN, ...JSON_BODY },
      body: JSON.stringify(CHANNEL),
    });
    expect(created.status).toBe(201);
    const { id, revision } = (await created.json()) as { id: string; revision: number };

    const renamed = await ask(`/api/channels/${id}`, {
      method: 'PATCH',
      headers: { ...ADMIN, ...JSON_BODY },
      body: JSON.stringify({ revision, name: 'Renamed' }),
    });
    expect(await renamed.json()).toMatchObject({ id, name: 'Renamed', revision: revision + 1 });

    const used = await ask('/api/routing/active', {
      method: 'PUT',
      headers: { ...ADMIN, ...JSON_BODY },
      body: JSON.stringify({ channel: id }),
    });
    expect(await used.json()).toEqual({ pinnedChannelId: id });

    expect((await ask(`/api/channels/${id}`, { method: 'DELETE', headers: ADMIN })).status).toBe(200);
    expect((await ask(`/api/channels/${id}`, { headers: ADMIN })).status).toBe(404);
  });

  it.each<[string, Record<string, string>]>([
    ['no token', {}],
    ['another token', { authorization: 'Bearer rtx_fake-gateway-token' }],
    ['the token with more behind it', { authorization: `Bearer ${ADMIN_TOKEN}x` }],
    ['another scheme', { authorization: `Basic ${ADMIN_TOKEN}` }],
    ['a key header', { 'x-api-key': ADMIN_TOKEN }],
  ])('refuses %s and says what to do', async (_, headers) => {
    const { ask } = await openSurface();
    for (const path of ['/api/status', '/api/openapi.json', '/api', '/api/nothing']) {
      const refused = await ask(path, { headers });
      expect(refused.status).toBe(401);
      expect(await refused.json()).toMatchObject({
        code: 'UNAUTHORIZED',
        message: expect.stringContaining('admin token'),
      });
    }
  });

  it('is not opened by the gateway token', async () => {
    const { ask, api } = await openSurface();
    const token = ensureGatewayToken(api.store, api.cipher).token;
    expect((await ask('/api/status', { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  });

  it('describes itself', async () => {
    const { ask } = await openSurface();
    const answer = await ask('/api/openapi.json', { headers: ADMIN });
    const { openapi, paths } = (await answer.json()) as { openapi: string; paths: Record<string, object> };
    expect(openapi).toMatch(/^3\.1/);
    const operations = Object.values(paths).flatMap((path) => Object.keys(path));
    const procedures = Object.values(contract).flatMap((domain) => Object.keys(domain));
    expect(operations).toHaveLength(procedures.length);
  });

  it('names the field of a wrong input', async () => {
    const { ask } = await openSurface();
    const refused = await ask('/api/channels', {
      method: 'POST',
      headers: { ...ADMIN, ...JSON_BODY },
      // JSON has no NaN: this is what becomes of it.
      body: JSON.stringify({ ...CHANNEL, weight: Number.NaN }),
    });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      code: 'INVALID_INPUT',
      data: { field: 'weight', reason: 'weight_invalid', channel: 'Mine' },
    });
  });

  it.each([
    ['a known length', (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)])],
    ['no known length', (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)]).stream()],
  ])('refuses a body over 1 MiB of %s', async (_, toBody) => {
    const { ask } = await openSurface();
    const body = JSON.stringify({ ...CHANNEL, name: 'x'.repeat(1024 * 1024) });
    const answer = ask('/api/channels', {
      method: 'POST',
      headers: { ...ADMIN, ...JSON_BODY },
      body: toBody(new TextEncoder().encode(body)),
      duplex: 'half',
    });
    expect((await answer).status).toBe(413);
  });

  it('neither answers with a stack trace nor logs a broken body', async () => {
    const { ask, log } = await openSurface();
    const answer = await ask('/api/channels', {
      method: 'POST',
      headers: { ...ADMIN, ...JSON_BODY },
      body: '{"credentials":[{"kind":"key","secret":"plain-fake-secret" oops',
    });
    expect(answer.status).toBe(400);
    expect(`${await answer.text()}${log.join('')}`).not.toMatch(/plain-fake-secret|\bat .*\.(js|ts)/);
  });

  it('logs its own faults and tells callers nothing of them', async () => {
    const { ask, log, api } = await openSurface();
    await api.close();
    const answer = await ask('/api/channels', { headers: ADMIN });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toMatch(/database|sqlite|\.ts|\.js/i);
    expect(log.join('')).toContain('database connection is not open');
  });

  it('does not take for a fault what the contract says may happen', async () => {
    const { ask, log, api } = await openSurface();
    writeFileSync(api.settings.path, '{"port": "many"}');
    const answer = await ask('/api/status', { headers: ADMIN });
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'SETTINGS_UNUSABLE' }]);
    expect(levelsOf(log)).toEqual(['debug']);
  });

  it('does not take for a fault that a caller leaves', async () => {
    const { server, port, log } = await openSurface();
    const head = `HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${ADMIN.authorization}\r\n`;
    const figures = `GET /api/analytics ${head}\r\n`;
    const cut = `POST /api/channels ${head}content-type: application/json\r\ncontent-length: 9\r\n\r\n{"`;
    for (const requests of [
      [figures],
      // An answer that waits for its turn behind another breaks in a way of its own.
      [figures, figures],
      [figures, cut],
      [`GET /api/events ${head}\r\n`],
    ]) {
      const arrived = Promise.withResolvers<void>();
      const closed: Promise<unknown>[] = [];
      const watch = (_: unknown, response: ServerResponse): void => {
        if (closed.push(once(response, 'close')) === requests.length) arrived.resolve();
      };
      server.on('request', watch);
      const socket = connect(port, '127.0.0.1');
      socket.write(requests.join(''));
      await arrived.promise;
      socket.resetAndDestroy();
      await Promise.all(closed);
      server.off('request', watch);
    }
    // What is under way for somebody who has left ends after him.
    await sleep(500);
    expect(levelsOf(log).filter((level) => level !== 'debug')).toEqual([]);
  });
});

function levelsOf(log: readonly string[]): string[] {
  return log.map((line) => (JSON.parse(line) as { level: string }).level);
}

describe('health', () => {
  it('is open', async () => {
    const { ask } = await openSurface();
    for (const path of ['/health/live', '/health/ready', '/health/live/', '/health/live?x=1']) {
      const answer = await ask(path);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ status: 'ok' });
    }
  });

  it('is not ready while draining, but alive', async () => {
    const { ask } = await openSurface('draining');
    const ready = await ask('/health/ready');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'draining' });
    expect((await ask('/health/live')).status).toBe(200);
  });

  it('takes GET and HEAD only', async () => {
    const { ask } = await openSurface();
    const head = await ask('/health/live', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await ask('/health/live', { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('the dashboard page', () => {
  it.each([
    ['zh-CN,zh;q=0.9', 'zh', '正在运行'],
    ['en', 'en', 'is running'],
  ])('speaks the language of %s', async (language, lang, text) => {
    const { ask } = await openSurface();
    const page = await (await ask('/dashboard', { headers: { 'accept-language': language } })).text();
    expect(page).toContain(`<html lang="${lang}">`);
    expect(page).toContain(text);
  });

  it('loads and runs nothing', async () => {
    const { ask } = await openSurface();
    const answer = await ask('/dashboard');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).not.toMatch(/<script|\bsrc=|\bhref=|\bon\w+=/i);
  });
});

it('refuses in its own form what the guards before it refused, and nobody else’s paths', async () => {
  const { ask } = await openSurface();
  const headers = { ...ADMIN, 'x-refuse': 'Not from there.' };
  for (const path of ['/api', '/api/status?x=1', '/api/nothing', '/dashboard', '/dashboard/login?code=1']) {
    const answer = await ask(path, { headers });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'FORBIDDEN', message: 'Not from there.' });
  }
  for (const path of ['/', '/apis', '/v1/messages']) expect((await ask(path, { headers })).status).toBe(418);
});

it('leaves other paths to the gateway', async () => {
  const { ask } = await openSurface();
  for (const path of ['/', '/apis', '/health', '/healthy', '/favicon.ico']) {
    expect((await ask(path)).status).toBe(418);
  }
});
