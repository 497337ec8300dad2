import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { respondRaw, startFakeProvider } from '#tests/support/fake-provider/index';
import { createHome, runCli, runJson, startServe, type CliOptions } from './run-cli';

const KEY = 'fake-key-0000000000000001';
const ADD = ['channel', 'add', '--protocol', 'openai-chat', '--base-url', 'http://127.0.0.1:9/v1'];

interface ListedChannel {
  id: string;
  name: string;
  enabled: boolean;
  credentials: { last4: string | null }[];
}

/** Every byte below the data directory. */
function readHome(home: string): string {
  return readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

describe.each([
  ['beside a running gateway', true],
  ['without a running gateway', false],
])('commands %s', (_, running) => {
  async function open(): Promise<CliOptions & { stderr: () => string }> {
    const home = createHome();
    const served = running ? await startServe({ home }) : null;
    return { home, stderr: () => served?.stderr() ?? '' };
  }

  it('manage a channel from its first to its last day', async () => {
    const options = await open();
    const added = await runJson<ListedChannel>(
      [...ADD, '--name', 'Mine', '--key-stdin', '--models', 'a, b', '--map', '*=vendor/m=1', '--map', 'c=d'],
      { ...options, input: `${KEY}\n` },
    );
    expect(added).toMatchObject({
      id: expect.stringMatching(/^ch_/),
      models: ['a', 'b'],
      modelMapping: { '*': 'vendor/m=1', c: 'd' },
    });

    expect(await runJson(['channel', 'list'], options)).toMatchObject([{ id: added.id, name: 'Mine' }]);
    expect(await runJson(['channel', 'disable', added.id], options)).toMatchObject({ enabled: false });
    expect(await runCli(['use', 'mine'], options)).toMatchObject({ code: 1, stdout: '' });
    expect(await runJson(['channel', 'enable', 'MINE'], options)).toMatchObject({ enabled: true });
    expect(await runJson(['use', 'mine'], options)).toEqual({ pinnedChannelId: added.id });
    expect(await runJson(['status'], options)).toMatchObject({
      state: running ? 'listening' : 'stopped',
      pinnedChannel: { id: added.id, name: 'Mine' },
      channels: [{ id: added.id, problem: null }],
    });
    expect(await runJson(['use', 'auto'], options)).toEqual({ pinnedChannelId: null });
    expect(await runCli(['channel', 'rm', 'Mine'], options)).toMatchObject({ code: 0 });
    expect(await runJson(['channel', 'list'], options)).toEqual([]);
  });

  it('read several keys and never write one in the clear', async () => {
    const options = await open();
    const keys = ['fake-key-alpha-aaaa', 'fake-key-beta-bbbb'];
    const add = await runCli([...ADD, '--name', 'Two keys', '--key-stdin', '--json'], {
      ...options,
      input: `${keys.join('\r\n')}\n\n`,
    });
    expect((JSON.parse(add.stdout) as ListedChannel).credentials).toMatchObject([
      { last4: 'aaaa' },
      { last4: 'bbbb' },
    ]);
    const list = await runCli(['channel', 'list', '--json'], options);
    const status = await runCli(['status'], options);
    const said = [add, list, status].map(({ stdout, stderr }) => stdout + stderr).join('');
    for (const key of keys) {
      expect(said + options.stderr() + readHome(options.home)).not.toContain(key);
    }
  });

  it('test a channel as real traffic would', async () => {
    const options = await open();
    const provider = await startFakeProvider({ key: KEY });
    try {
      const add = ['channel', 'add', '--protocol', 'openai-chat', '--base-url', `${provider.url}/v1`];
      await runJson([...add, '--name', 'Good', '--key-stdin'], { ...options, input: KEY });
      await runJson([...add, '--name', 'Bad', '--key-stdin'], { ...options, input: 'fake-key-wrong-0000' });
      const model = ['--model', 'gpt-fake'];

      const good = await runCli(['channel', 'test', 'Good', ...model, '--json'], options);
      expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, cause: null });
      expect(good.code).toBe(0);
      const bad = await runCli(['channel', 'test', 'Bad', ...model, '--json'], options);
      expect(JSON.parse(bad.stdout)).toMatchObject({ ok: false, cause: 'bad_key' });
      expect(bad.code).toBe(1);
      const told = await runCli(['channel', 'test', 'Bad', ...model], options);
      expect(told).toMatchObject({ code: 1, stdout: expect.stringContaining('does not accept the key') });
      expect(told.stdout).toContain('The provider says: Incorrect API key provided.\n');
    } finally {
      await provider.close();
    }
  });

  it('test a channel that names no model, and say whose words the reason is in', async () => {
    const options = await open();
    const provider = await startFakeProvider({ key: KEY });
    onTestFinished(() => provider.close());
    const add = ['channel', 'add', '--protocol', 'openai-chat', '--base-url', `${provider.url}/v1`];
    await runJson([...add, '--name', 'Good', '--key-stdin'], { ...options, input: KEY });
    await runJson([...add, '--name', 'Bad', '--key-stdin'], { ...options, input: 'fake-key-wrong-0000' });
    await runJson([...add, '--name', 'Login', '--client-login'], options);

    const good = await runCli(['channel', 'test', 'Good'], options);
    expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining('gpt-fake-mini answered') });
    const bad = await runCli(['channel', 'test', 'Bad'], options);
    expect(bad).toMatchObject({ code: 1, stdout: expect.stringContaining('does not accept the key') });
    expect(bad.stdout).toContain('The provider says: Incorrect API key provided.\n');
    const login = await runCli(['channel', 'test', 'Login'], options);
    expect(login).toMatchObject({ code: 1, stdout: expect.stringContaining("the caller's own login") });

    provider.behave(respondRaw(404, ''));
    const listless = await runCli(['channel', 'test', 'Good'], options);
    expect(listless.stdout).toContain('its upstream tells none. Name one with --model.\n');
    expect(listless.stdout).not.toMatch(/says:|Reason:/);

    await provider.close();
    const gone = await runCli(['channel', 'test', 'Good'], options);
    expect(gone).toMatchObject({ code: 1, stdout: expect.stringContaining('cannot be reached') });
    expect(gone.stdout).toMatch(/\nReason: .*ECONNREFUSED.*\n$/);
    const chinese = await runCli(['channel', 'test', 'Good'], { ...options, env: { LANG: 'zh_CN.UTF-8' } });
    expect(chinese.stdout).toMatch(/\n原因：.*\n$/);
  });

  it('print the gateway token', async () => {
    const options = await open();
    const { stdout } = await runCli(['token'], options);
    expect(stdout).toMatch(/^rtx_\w+\n$/);
    expect(await runJson(['token'], options)).toMatchObject({ token: stdout.trim() });
  });

  it('fail in one line and with their own exit code', async () => {
    const options = await open();
    await runJson([...ADD, '--name', 'Mine', '--auth', 'none'], options);

    const missing = await runCli(['channel', 'rm', 'Nobody'], options);
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toMatch(/^There is no channel “Nobody”\..*\n$/);

    const taken = await runCli([...ADD, '--name', 'mine', '--json'], options);
    expect(taken.code).toBe(1);
    expect(JSON.parse(taken.stdout)).toEqual({
      error: { code: 'CONFLICT', message: expect.stringContaining('mine') },
    });

    for (const weight of ['NaN', '-1', 'Infinity', 'much']) {
      const refused = await runCli([...ADD, '--name', 'Heavy', '--weight', weight, '--json'], options);
      expect(JSON.parse(refused.stdout)).toMatchObject({
        error: { code: 'INVALID_INPUT', message: expect.stringContaining('Heavy') },
      });
      expect(refused.code).toBe(2);
    }
  });
});

describe('the command line', () => {
  it.each([
    [['nonsense']],
    [['channel', 'nonsense']],
    [['channel', 'add']],
    [['channel', 'list', '--nonsense']],
    [['channel', 'list', 'extra']],
    [['serve', '--port', '70000']],
    [['serve', '--port', '']],
    [[...ADD, '--name', 'x', '--map', 'no-equals-sign']],
    [[...ADD, '--name', 'x', '--auth', 'nonsense']],
    [[...ADD, '--name', 'x', '--key-stdin', '--client-login']],
    // A key on the command line would be seen by every program on the machine.
    [[...ADD, '--name', 'x', '--key', 'fake-key']],
    [['channel', 'add', '--name', 'x']],
  ])('%j is refused with exit code 2 and one line', async (args) => {
    const refused = await runCli(args, { home: createHome() });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
    expect(refused.stderr).not.toBe('');
  });

  it('speaks the language of the environment, or of the settings', async () => {
    const home = createHome();
    const english = await runCli(['status'], { home });
    expect(english.stdout).toContain('Routex is not running');
    const chinese = await runCli(['status'], { home, env: { LANG: 'zh_CN.UTF-8' } });
    expect(chinese.stdout).toContain('没有在运行');
    const help = await runCli(['channel', 'add', '--help'], { home, env: { LANG: 'zh_CN.UTF-8' } });
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('用法：') });
    const wrong = await runCli(['nonsense'], { home, env: { LANG: 'zh_CN.UTF-8' } });
    expect(wrong.stderr).toContain('没有命令“nonsense”');
  });

  it('warns of a channel without a key, and not on standard output', async () => {
    const added = await runCli([...ADD, '--name', 'Keyless', '--json'], { home: createHome() });
    expect(added).toMatchObject({ code: 0, stderr: expect.stringContaining('has no key') });
    expect(JSON.parse(added.stdout)).toMatchObject({ name: 'Keyless', credentials: [] });
  });

  it('refuses --key-stdin when nothing comes', async () => {
    const home = createHome();
    const refused = await runCli([...ADD, '--name', 'x', '--key-stdin'], { home, input: '\n' });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('No key was read') });
    expect(await runJson(['channel', 'list'], { home })).toEqual([]);
  });

  it('takes all but the name from a preset', async () => {
    const home = createHome();
    const presets = await runJson<{ id: string }[]>(['preset', 'list'], { home });
    expect(presets.map(({ id }) => id)).toContain('deepseek');
    const added = await runJson(['channel', 'add', '--name', 'D', '--provider', 'deepseek', '--key-stdin'], {
      home,
      input: KEY,
    });
    expect(added).toMatchObject({ provider: 'deepseek', protocol: 'anthropic-messages' });
  });

  it('lets the caller’s own login pass instead of a key', async () => {
    const home = createHome();
    const args = ['channel', 'add', '--name', 'Subscription', '--provider', 'anthropic', '--client-login'];
    expect(await runJson(args, { home })).toMatchObject({ credentials: [{ kind: 'client', hasKey: false }] });
  });

  it('reaches the running gateway past proxy variables', async () => {
    const home = createHome();
    const { line } = await startServe({ home });
    const proxy = 'http://127.0.0.1:9';
    const env = { HTTP_PROXY: proxy, http_proxy: proxy, ALL_PROXY: proxy, NODE_USE_ENV_PROXY: '1' };
    expect(await runJson(['status'], { home, env })).toMatchObject({ address: line.address });
  });

  it('waits for one another', async () => {
    const home = createHome();
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(names.map((name) => runJson([...ADD, '--name', name, '--auth', 'none'], { home })));
    const channels = await runJson<ListedChannel[]>(['channel', 'list'], { home });
    expect(channels.map(({ name }) => name).toSorted()).toEqual(names);
  });

  it('says why the running gateway refuses it', async () => {
    const home = createHome();
    await startServe({ home, env: { ROUTEX_ADMIN_TOKEN: 'fake-admin-token-of-the-gateway' } });
    const refused = await runCli(['status'], { home });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('ROUTEX_ADMIN_TOKEN') });
  });
});
