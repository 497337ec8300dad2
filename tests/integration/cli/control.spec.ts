import { describe, expect, it } from 'vitest';
import { createHome, runCli, runJson, startServe } from './run-cli';

interface Token {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
}

const ask = (address: string, token: string): Promise<Response> =>
  fetch(`${address}/v1/models`, { headers: { authorization: `Bearer ${token}` } });

describe.each([
  ['beside a running gateway', true],
  ['without a running gateway', false],
])('gateway tokens %s', (_, running) => {
  it('are added, disabled, enabled and removed', async () => {
    const home = createHome();
    if (running) await startServe({ home });
    const added = await runCli(['token', 'add', 'CI'], { home });
    expect(added).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^Added gateway token “CI” \(tk_/),
    });
    expect(added.stdout).toMatch(/^rtx_\w+\n$/);

    const listed = await runJson<Token[]>(['token', 'list'], { home });
    expect(listed.map(({ name, enabled }) => [name, enabled])).toEqual([
      ['default', true],
      ['CI', true],
    ]);
    expect(JSON.stringify(listed)).not.toContain(added.stdout.trim());
    expect(await runJson(['token', 'disable', 'ci'], { home })).toMatchObject({ name: 'CI', enabled: false });
    const table = await runCli(['token', 'list'], { home });
    expect(table.stdout).toMatch(new RegExp(`CI +…${added.stdout.trim().slice(-4)} +everything +disabled`));
    expect(await runJson(['token', 'enable', 'CI'], { home })).toMatchObject({ enabled: true });

    expect(await runJson(['token', 'rm', 'default'], { home })).toEqual({ id: listed[0]?.id });
    const last = await runCli(['token', 'rm', 'CI', '--json'], { home });
    expect(last.code).toBe(1);
    expect(JSON.parse(last.stdout)).toMatchObject({
      error: { code: 'CONFLICT', message: expect.stringContaining('last gateway token') },
    });
    expect((await runCli(['token'], { home })).stdout).toBe(added.stdout);
  });

  it('are bound to a project, models and channels', async () => {
    const home = createHome();
    if (running) await startServe({ home });
    const address = ['--protocol', 'openai-chat', '--base-url', 'http://127.0.0.1:1', '--auth', 'none'];
    const { id } = await runJson<Token>(['channel', 'add', '--name', 'Cheap', ...address], { home });
    const bound = ['--project', 'shop', '--models', 'claude-*, gpt-5', '--channels', 'cheap'];
    expect(await runJson(['token', 'add', 'CI', ...bound], { home })).toMatchObject({
      project: 'shop',
      models: ['claude-*', 'gpt-5'],
      channelIds: [id],
    });
    const table = await runCli(['token', 'list'], { home });
    expect(table.stdout).toMatch(new RegExp(`/p/shop, claude-\\*, gpt-5, ${id}`));
    const unknown = await runCli(['token', 'add', 'Other', '--channels', 'nobody'], { home });
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('nobody') });
  });

  it('say what is wrong with a name', async () => {
    const home = createHome();
    if (running) await startServe({ home });
    await runCli(['token', 'add', 'CI'], { home });
    const taken = await runCli(['token', 'add', 'ci'], { home });
    expect(taken).toMatchObject({ code: 1, stderr: 'Another gateway token is already called “ci”.\n' });
    const gone = await runCli(['token', 'rm', 'Nobody'], { home, env: { LANG: 'zh_CN.UTF-8' } });
    expect(gone).toMatchObject({ code: 1, stderr: '没有网关令牌“Nobody”。\n' });
    expect(await runCli(['token', 'add', ' '], { home })).toMatchObject({ code: 2 });
  });
});

describe('the running gateway', () => {
  it('lets clients in and out as their tokens come and go', async () => {
    const home = createHome();
    const { line } = await startServe({ home });
    const { stdout } = await runCli(['token', 'add', 'CI'], { home });
    const token = stdout.trim();
    expect((await ask(line.address, token)).status).toBe(200);
    await runJson(['token', 'disable', 'CI'], { home });
    expect((await ask(line.address, token)).status).toBe(401);
    expect((await ask(line.address, line.token)).status).toBe(200);
  });

  it('is paused and resumed', async () => {
    const home = createHome();
    const { line } = await startServe({ home });
    const chat = (): Promise<Response> =>
      fetch(`${line.address}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${line.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] }),
      });
    expect(await runJson(['pause'], { home })).toEqual({ state: 'paused' });
    const refused = await chat();
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
    expect(await refused.text()).toContain('paused');
    expect((await runCli(['status'], { home })).stdout).toContain('is paused and refuses requests');
    expect(await runJson(['status'], { home })).toMatchObject({ state: 'paused', storeProblem: null });

    expect(await runCli(['resume'], { home })).toMatchObject({ stdout: 'Routex takes requests again.\n' });
    expect(await (await chat()).text()).not.toContain('paused');
  });

  it('has ended, and given the data directory back, once `stop` returns', async () => {
    const home = createHome();
    const { ended } = await startServe({ home });
    expect(await runJson(['stop', '--drain', '1'], { home })).toEqual({ state: 'stopped' });
    expect(await runJson(['status'], { home })).toMatchObject({ state: 'stopped' });
    expect(await ended).toMatchObject({ code: 0, stderr: expect.stringContaining('"stopped"') });
    await startServe({ home });
  });

  it.each(['pause', 'resume', 'stop'])('cannot be told to %s where there is none', async (command) => {
    const home = createHome();
    const refused = await runCli([command, '--json'], { home });
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      error: { code: 'CONFLICT', message: expect.stringContaining('Routex is not running') },
    });
  });

  it('logs as much as the settings say from now on', async () => {
    const home = createHome();
    const { line, stderr, ended } = await startServe({ home });
    const settings = `${line.address}/api/settings`;
    const headers = { authorization: `Bearer ${line.adminToken}`, 'content-type': 'application/json' };
    const { revision } = (await (await fetch(settings, { headers })).json()) as { revision: string };
    const body = JSON.stringify({ revision, changes: { logLevel: 'silent', port: 1 } });
    const saved = await fetch(settings, { method: 'PATCH', headers, body });
    expect(await saved.json()).toMatchObject({ restartNeeded: ['port'] });
    await runJson(['stop'], { home });
    await ended;
    expect(stderr()).not.toContain('"stopp');
  });

  it('takes no nonsense for how long to wait', async () => {
    const refused = await runCli(['stop', '--drain', 'long'], { home: createHome() });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--drain') });
  });
});
