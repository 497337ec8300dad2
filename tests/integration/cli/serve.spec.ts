import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHome, runCli, runJson, startCli, startServe } from './run-cli';

const CHANNEL = ['channel', 'add', '--name', 'Upstream', '--protocol', 'openai-chat', '--auth', 'none'];

async function listen(server: Server): Promise<number> {
  await new Promise<void>((fulfil) => {
    server.listen(0, '127.0.0.1', fulfil);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** An upstream that answers when it is told to, and says when a request has come. */
async function startPatientUpstream() {
  const arrived = Promise.withResolvers<void>();
  const waiting: ServerResponse[] = [];
  const server = createServer((request, response) => {
    request.resume();
    waiting.push(response);
    arrived.resolve();
  });
  const port = await listen(server);
  const answer = (): void => {
    for (const response of waiting) {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          id: 'chatcmpl-1',
          object: 'chat.completion',
          created: 1,
          model: 'm',
          choices: [{ index: 0, message: { role: 'assistant', content: 'late' }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
        }),
      );
    }
  };
  return { baseUrl: `http://127.0.0.1:${port}/v1`, arrived: arrived.promise, answer };
}

function chat(address: string, token: string): Promise<Response> {
  return fetch(`${address}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] }),
  });
}

describe('routex serve', () => {
  it('says where it is on the first line, answers there, and ends when asked to', async () => {
    const home = createHome();
    const { line, pid, signal, ended } = await startServe({ home });
    expect(line).toEqual({
      address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      token: expect.stringMatching(/^rtx_\w{20,}$/),
      adminToken: expect.stringMatching(/^rtxa_\w{20,}$/),
      dashboard: `${line.address}/dashboard`,
      pid,
    });
    expect((await fetch(`${line.address}/health/ready`)).status).toBe(200);
    expect((await fetch(line.dashboard)).status).toBe(200);
    expect(
      (await fetch(`${line.address}/api/status`, { headers: { authorization: `Bearer ${line.token}` } }))
        .status,
    ).toBe(401);

    signal('SIGTERM');
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    // Standard error is the log, one JSON object a line.
    expect(
      stderr
        .trim()
        .split('\n')
        .map((entry) => (JSON.parse(entry) as { msg: string }).msg),
    ).toContain('stopped');
    expect(existsSync(join(home, 'owner.json'))).toBe(false);
  });

  it('keeps its tokens over a restart', async () => {
    const home = createHome();
    const first = await startServe({ home });
    first.signal('SIGINT');
    await first.ended;
    const second = await startServe({ home });
    expect(second.line.token).toBe(first.line.token);
    expect(second.line.adminToken).toBe(first.line.adminToken);
  });

  it('refuses a data directory that another one uses, naming it', async () => {
    const home = createHome();
    const { line } = await startServe({ home });
    const refused = await runCli(['serve', '--port', '0'], { home });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(String(line.pid));
    expect(refused.stderr).toContain(line.address);
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  });

  it.runIf(process.platform === 'linux')('names the process that has its port', async () => {
    const port = await listen(createServer());
    const refused = await runCli(['serve', '--port', String(port)], { home: createHome() });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`${port}`);
    expect(refused.stderr).toContain(`${process.pid}`);
    expect(refused.stderr).toContain('`--port N`');
    const env = { npm_lifecycle_event: 'start' };
    const afterNpm = await runCli(['serve', '--port', String(port)], { home: createHome(), env });
    expect(afterNpm.stderr).toContain('`npm start -- --port N`');
  });

  it('takes over at once from one that was killed', async () => {
    const home = createHome();
    const killed = await startServe({ home });
    killed.signal('SIGKILL');
    await killed.ended;
    const { line } = await startServe({ home });
    expect((await fetch(`${line.address}/health/live`)).status).toBe(200);
  });

  it('opens to the network by the flag only, and says what that means', async () => {
    const home = createHome();
    writeFileSync(join(home, 'config.json'), JSON.stringify({ host: '0.0.0.0' }));
    const refused = await runCli(['serve', '--port', '0'], { home });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--host 0.0.0.0');

    const { stdout, stderr, signal, ended } = await startCli(
      ['serve', '--port', '0', '--host', '0.0.0.0'],
      /Warning/,
      { home },
    );
    signal('SIGINT');
    await ended;
    expect((stdout() + stderr()).match(/other machines can reach it/g)).toHaveLength(1);
  });

  it('leads a newcomer to the first channel, then to the client', async () => {
    const home = createHome();
    const npm = { npm_lifecycle_event: 'start' };
    const first = await startCli(['serve', '--port', '0'], /Ctrl\+C/, { home, env: npm });
    expect(first.stdout()).toContain(
      'npm run -s routex -- channel add --name Anthropic --provider anthropic\n',
    );
    const { token } = await runJson<{ token: string }>(['token'], { home });
    expect(first.stdout()).not.toContain(token);
    expect(first.stdout()).toContain(`…${token.slice(-4)}`);
    first.signal('SIGINT');
    expect((await first.ended).code).toBe(0);

    await runJson([...CHANNEL, '--base-url', 'http://127.0.0.1:9/v1'], { home });
    const second = await startCli(['serve', '--port', '0', '--show-token'], /Ctrl\+C/, { home });
    expect(second.stdout()).toMatch(
      /export OPENAI_BASE_URL=http:\/\/127\.0\.0\.1:\d+\/v1 OPENAI_API_KEY=\$\(routex token\)\n/,
    );
    expect(second.stdout()).toContain(token);
    second.signal('SIGINT');
    await second.ended;

    await runJson(['channel', 'add', '--name', 'Claude', '--provider', 'anthropic'], { home });
    const env = { ...npm, npm_package_json: '/home/me/routex/package.json' };
    const third = await startCli(['serve', '--port', '0'], /Ctrl\+C/, { home, env });
    // Claude Code is started in a project's folder, where npm would not find Routex.
    expect(third.stdout()).toMatch(
      /ANTHROPIC_BASE_URL=http:\/\/127\.0\.0\.1:\d+ ANTHROPIC_AUTH_TOKEN=\$\(npm run -s routex --prefix \/home\/me\/routex -- token\) claude\n/,
    );
  });

  it('lets a running request finish before it ends', async () => {
    const home = createHome();
    const upstream = await startPatientUpstream();
    await runJson([...CHANNEL, '--base-url', upstream.baseUrl], { home });
    const { line, signal, ended, stderr } = await startServe({ home });
    const answer = chat(line.address, line.token);
    await upstream.arrived;
    signal('SIGTERM');
    await expect.poll(stderr).toMatch(/"activeRequests":1,"msg":"stopping"/);
    upstream.answer();
    expect(await (await answer).text()).toContain('late');
    expect((await ended).code).toBe(0);

    // The record of the last request has been written, too.
    const { today } = await runJson<{ today: { requests: number } }>(['status'], { home });
    expect(today.requests).toBe(1);
  });

  it('ends at once when it is asked twice', async () => {
    const home = createHome();
    const upstream = await startPatientUpstream();
    await runJson([...CHANNEL, '--base-url', upstream.baseUrl], { home });
    const { line, signal, ended, stderr } = await startServe({ home });
    const answer = chat(line.address, line.token).then(
      (response) => response.status,
      () => 'cut',
    );
    await upstream.arrived;
    signal('SIGINT');
    await expect.poll(stderr).toContain('"msg":"stopping"');
    // One Ctrl+C may arrive twice, through npm; this is another.
    await new Promise((fulfil) => {
      setTimeout(fulfil, 400);
    });
    signal('SIGINT');
    expect((await ended).code).toBe(0);
    expect(await answer).not.toBe(200);
  });

  it('says what is wrong with a settings file, and leaves it as it is', async () => {
    const home = createHome();
    writeFileSync(join(home, 'config.json'), '{"port": "many"}');
    const refused = await runCli(['serve', '--json'], { home });
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      error: { code: 'SETTINGS_INVALID', message: expect.stringContaining('port') },
    });
  });
});

describe('npm start', () => {
  it('runs serve with the arguments given, in one process', async () => {
    const home = createHome();
    const script = resolve('scripts/start.mjs');
    const started = await startCli(['--json', '--port', '0'], /\n/, { home, script });
    const line = JSON.parse(started.stdout()) as { pid: number };
    expect(line.pid).toBe(started.pid);
    started.signal('SIGTERM');
    expect((await started.ended).code).toBe(0);
  });
});
