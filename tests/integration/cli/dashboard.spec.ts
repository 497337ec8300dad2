import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createHome, runCli, runJson, startCli, startServe } from './run-cli';

interface Link {
  readonly url: string;
  readonly expiresAt: number;
}

/** What a browser that opens the link keeps. */
async function signIn(url: string): Promise<string> {
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

async function runScript(command: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)('/usr/bin/script', ['-qec', command, '/dev/null'], {
    env,
    timeout: 30_000,
  });
  return stdout;
}

const statusOf = async (url: string, headers: Record<string, string>): Promise<number> =>
  (await fetch(url, { headers })).status;

describe('routex dashboard', () => {
  it('prints a link that signs a browser in once', async () => {
    const home = createHome();
    const { line } = await startServe({ home });
    const { url, expiresAt } = await runJson<Link>(['dashboard'], { home });
    expect(url).toMatch(/\/dashboard\/login\?code=[\w-]{43}$/);
    expect(url.startsWith(line.dashboard)).toBe(true);
    expect(expiresAt).toBeGreaterThan(Date.now());
    const cookie = await signIn(url);
    expect(await statusOf(`${line.address}/api/status`, { cookie })).toBe(200);
    expect((await fetch(url)).status).toBe(403);
  });

  it('prints the link alone on standard output, and starts no browser where nobody looks', async () => {
    const home = createHome();
    await startServe({ home });
    // A desktop is there, but the output goes to a script.
    const { code, stdout, stderr } = await runCli(['dashboard'], { home, env: { DISPLAY: ':99' } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/dashboard\/login\?code=[\w-]{43}\n$/);
    expect(stderr).toMatch(/^The link signs one browser in, within 5 minutes\.\n$/);
    expect(
      (await runCli(['dashboard', '--no-open'], { home, env: { LANG: 'zh_CN.UTF-8' } })).stderr,
    ).toContain('此链接只能让一个浏览器登录');
  });

  // A terminal for the command: without one nobody looks.
  it.runIf(existsSync('/usr/bin/script') && process.platform === 'linux')(
    'opens the link in the browser of the desktop, and not over SSH',
    async () => {
      const home = createHome();
      await startServe({ home });
      const opened = join(home, 'opened');
      writeFileSync(join(home, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > ${opened}\n`, { mode: 0o755 });
      const runInTerminal = (env: Record<string, string>): Promise<string> =>
        runScript(`${process.execPath} ${resolve('out/main/cli.js')} dashboard`, {
          PATH: `${home}:${process.env['PATH']}`,
          ROUTEX_HOME: home,
          LANG: 'C.UTF-8',
          DISPLAY: ':99',
          ...env,
        });

      expect(await runInTerminal({ SSH_TTY: '/dev/pts/0' })).not.toContain('browser is opening');
      const output = await runInTerminal({});
      expect(output).toContain('Your browser is opening it.');
      await expect
        .poll(() => existsSync(opened) && readFileSync(opened, 'utf8'))
        .toMatch(/\?code=[\w-]{43}$/);
      expect(output).toContain(readFileSync(opened, 'utf8'));
    },
  );

  it('says to start Routex when it does not run', async () => {
    const refused = await runCli(['dashboard'], { home: createHome() });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('routex serve');
    const json = await runCli(['dashboard', '--json'], { home: createHome() });
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'CONFLICT' } });
  });

  it('keeps a browser signed in over a restart, until the admin token is another', async () => {
    const home = createHome();
    const first = await startServe({ home });
    const { url } = await runJson<Link>(['dashboard'], { home });
    const cookie = await signIn(url);
    const secret = cookie.split('=')[1] ?? '';
    first.signal('SIGTERM');
    const { stderr } = await first.ended;
    expect(stderr).not.toContain(secret);
    expect(stderr).not.toContain(url.split('code=')[1]);
    expect(readFileSync(join(home, 'routex.db'), 'latin1')).not.toContain(secret);

    const second = await startServe({ home });
    expect(await statusOf(`${second.line.address}/api/status`, { cookie })).toBe(200);
    second.signal('SIGTERM');
    await second.ended;

    const env = { ROUTEX_ADMIN_TOKEN: 'rtxa_fake-admin-token-from-the-environment' };
    const third = await startServe({ home, env });
    expect(await statusOf(`${third.line.address}/api/status`, { cookie })).toBe(401);
  });
});

describe('routex serve', () => {
  it('says where the dashboard is and how to sign in', async () => {
    const home = createHome();
    const { stdout } = await startCli(['serve', '--port', '0'], /Ctrl\+C/, { home });
    expect(stdout()).toMatch(/http:\/\/127\.0\.0\.1:\d+\/dashboard\b.*`routex dashboard`/);
  });

  it('answers the request that stops it, then ends as after a signal', async () => {
    const home = createHome();
    const { line, ended } = await startServe({ home });
    const answer = await fetch(`${line.address}/api/system/stop`, {
      method: 'POST',
      headers: { authorization: `Bearer ${line.adminToken}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toHaveProperty('state');
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr).toContain('"msg":"stopped"');
    expect(existsSync(join(home, 'owner.json'))).toBe(false);
  });

  it('warns that the dashboard too is open to the network', async () => {
    const home = createHome();
    const { stdout } = await startCli(['serve', '--port', '0', '--host', '0.0.0.0'], /Warning.*\n/, { home });
    expect(stdout()).toMatch(/Warning: .*dashboard.*admin API.*not encrypted/);
  });
});
