import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTestApi, TEST_VERSION } from '#main/api/testing/open-test-api';
import { createLogger } from '#main/observability/create-logger';
import { createHttpSurface } from './create-http-surface';
import { loadDashboardFiles, type DashboardFiles } from './dashboard-files';
import { openTestAccess } from './testing/open-test-access';

const INDEX = '<!doctype html><div id="root"></div>';
const SCRIPT = 'export const page = 1;';
const OUTSIDE = 'what lies beside the built dashboard';

/** A build as the bundler lays it out: the page beside the folder of the entries. */
function buildTree(): { folder: string; importer: string } {
  const root = mkdtempSync(join(tmpdir(), 'routex-dashboard-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  mkdirSync(join(root, 'main'));
  writeFileSync(join(root, 'secret.txt'), OUTSIDE);
  writeFileSync(join(folder, 'index.html'), INDEX);
  writeFileSync(join(folder, 'mark.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(folder, 'assets', 'index-AbCd1234.js'), SCRIPT);
  return { folder, importer: pathToFileURL(join(root, 'main', 'cli.js')).href };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** The listener's own surface over these files. Paths are sent as they are written: `fetch` would tidy them up. */
async function openSurface(files: DashboardFiles | null) {
  const api = openTestApi();
  const access = openTestAccess({ store: api.store });
  const surface = createHttpSurface({
    router: api.router,
    access,
    status: () => ({
      state: 'listening',
      address: null,
      activeRequests: 0,
      bufferedBytes: 0,
      affinity: { size: 0, hits: 0, misses: 0, evictions: 0, drops: 0 },
    }),
    version: TEST_VERSION,
    logger: createLogger({ level: 'silent', destination: 'stderr' }),
    files,
  });
  const server = createServer((incoming, response) => {
    if (!surface.serve(incoming, response)) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const ask = (
    path: string,
    { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => (text += piece));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      sent.on('error', reject);
      sent.end();
    });
  const signIn = async (): Promise<Record<string, string>> => {
    const { headers } = await ask(`/dashboard/login?code=${access.codes.create().code}`);
    const [cookie = ''] = headers['set-cookie'] ?? [];
    return { cookie: cookie.split(';', 1)[0] ?? '' };
  };
  return { ask, signIn };
}

const openBuilt = () => openSurface(loadDashboardFiles(buildTree().importer));

describe('the built dashboard', () => {
  it('is kept for good where a file’s name changes with it, and asked for again where it does not', async () => {
    const { ask } = await openBuilt();
    const script = await ask('/dashboard/assets/index-AbCd1234.js');
    expect([script.status, script.text]).toEqual([200, SCRIPT]);
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': String(SCRIPT.length),
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    const mark = await ask('/dashboard/mark.svg');
    expect(mark.headers).toMatchObject({ 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' });
    const again = await ask('/dashboard/mark.svg', {
      headers: { 'if-none-match': String(mark.headers['etag']) },
    });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('answers HEAD without a body, and nothing that would change it', async () => {
    const { ask } = await openBuilt();
    const head = await ask('/dashboard/assets/index-AbCd1234.js', { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.text]).toEqual([
      200,
      String(SCRIPT.length),
      '',
    ]);
    for (const method of ['POST', 'PUT', 'DELETE']) {
      expect((await ask('/dashboard/assets/index-AbCd1234.js', { method })).status).toBe(418);
    }
  });

  it.each([
    '/dashboard/../secret.txt',
    '/dashboard/../../secret.txt',
    '/dashboard/assets/../../secret.txt',
    '/dashboard/%2e%2e/secret.txt',
    '/dashboard/..%2fsecret.txt',
    '/dashboard/%252e%252e/secret.txt',
    String.raw`/dashboard/..\secret.txt`,
    '/dashboard//../secret.txt',
    '/dashboard/assets/',
    '/dashboard/assets',
    '/dashboard/assets/index-AbCd1234.js%00.svg',
    '/dashboard/__proto__',
    '/dashboard/constructor',
  ])('gives nothing for %s', async (path) => {
    const { ask } = await openBuilt();
    const answer = await ask(path);
    expect(answer.text).not.toContain(OUTSIDE);
    expect(answer.status).toBe(418);
  });

  it('is a page for a signed-in browser only, also by the name of its file', async () => {
    const { ask, signIn } = await openBuilt();
    for (const path of ['/dashboard', '/dashboard/']) {
      const page = await ask(path);
      expect(page.text).toContain('<code>routex dashboard</code>');
      expect(page.text).not.toContain(INDEX);
    }
    expect((await ask('/dashboard/index.html')).text).not.toContain(INDEX);
    const page = await ask('/dashboard/', { headers: await signIn() });
    expect([page.status, page.text]).toEqual([200, INDEX]);
    expect(page.headers['cache-control']).toBe('no-store');
  });

  it('runs the scripts of its own files only, in nobody’s frame', async () => {
    const { ask, signIn } = await openBuilt();
    const { headers } = await ask('/dashboard/', { headers: await signIn() });
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
  });

  it('leads to its folder, where its files are', async () => {
    const { ask, signIn } = await openBuilt();
    const answer = await ask('/dashboard', { headers: await signIn() });
    expect([answer.status, answer.headers['location']]).toEqual([308, '/dashboard/']);
  });
});

describe('where the dashboard has not been built', () => {
  it('a signed-in browser gets the small page, and its files are nobody’s', async () => {
    const { importer, folder } = buildTree();
    rmSync(folder, { recursive: true });
    const files = loadDashboardFiles(importer);
    expect(files).toBeNull();
    const { ask, signIn } = await openSurface(files);
    const page = await ask('/dashboard', { headers: await signIn() });
    expect([page.status, page.text.includes('routex status')]).toEqual([200, true]);
    expect((await ask('/dashboard/assets/index-AbCd1234.js')).status).toBe(418);
  });
});
