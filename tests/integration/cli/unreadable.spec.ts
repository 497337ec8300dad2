import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createHome, runCli, runJson, startCli, startServe, type CliOptions } from './run-cli';

const ADD = [
  'channel',
  'add',
  '--protocol',
  'openai-chat',
  '--base-url',
  'http://127.0.0.1:9',
  '--auth',
  'none',
];
const CHECKOUT = { npm_lifecycle_event: 'routex' };

interface Rows {
  readonly channel: string;
  readonly token: string;
}

/** A data directory in which something else has spoilt one channel and one gateway token of two. */
async function createSpoiltHome(): Promise<{ home: string; rows: Rows }> {
  const home = createHome();
  await runJson([...ADD, '--name', 'Good'], { home });
  const { id: channel } = await runJson<{ id: string }>([...ADD, '--name', 'Bad'], { home });
  await runJson(['token', 'add', 'CI'], { home });
  const tokens = await runJson<{ id: string; name: string }[]>(['token', 'list'], { home });
  const token = tokens.find(({ name }) => name === 'CI')?.id ?? '';
  const database = new Database(join(home, 'routex.db'));
  database.prepare('UPDATE channels SET base_url = ? WHERE id = ?').run('not a url', channel);
  database.prepare('UPDATE gateway_tokens SET revision = 0 WHERE id = ?').run(token);
  database.close();
  return { home, rows: { channel, token } };
}

describe.each([
  ['beside a running gateway', true],
  ['without a running gateway', false],
])('what is stored and not valid, %s,', (_, running) => {
  it('is shown where the others are, with the command that removes it', async () => {
    const { home, rows } = await createSpoiltHome();
    if (running) await startServe({ home });
    const show = async (command: string[], env: CliOptions['env'] = {}) =>
      (await runCli(command, { home, env })).stdout;

    const about = `Channel “Bad” (${rows.channel}) is not used`;
    const list = await show(['channel', 'list'], CHECKOUT);
    expect(list).toMatch(/^ch_\S+ +Good/m);
    expect(list).toContain(`${about}, because what is stored of it is not valid: baseUrl: Invalid URL.`);
    expect(list).toContain(`\`npm run -s routex -- channel rm ${rows.channel}\` removes it.`);
    const status = await show(['status']);
    expect(status).toContain(about);
    expect(status).toContain(`Gateway token “CI” (${rows.token}) is not accepted`);
    expect(await show(['token', 'list'], { LANG: 'zh_CN.UTF-8' })).toContain(`routex token rm ${rows.token}`);
    expect(await runJson(['channel', 'list'], { home })).toMatchObject([{ name: 'Good' }]);
    expect(await runJson(['status'], { home })).toMatchObject({
      channels: [{ name: 'Good' }],
      unreadable: [
        { kind: 'channel', id: rows.channel, name: 'Bad', reason: 'baseUrl: Invalid URL' },
        { kind: 'gateway_token', id: rows.token, name: 'CI' },
      ],
    });
  });

  it('is used for nothing, keeps its name, and is removed by it', async () => {
    const { home } = await createSpoiltHome();
    if (running) await startServe({ home });
    for (const command of [
      ['use', 'bad'],
      ['channel', 'enable', 'Bad'],
      ['token', 'disable', 'CI'],
    ]) {
      const { code, stdout } = await runCli([...command, '--json'], { home });
      expect([code, JSON.parse(stdout)]).toMatchObject([
        1,
        { error: { code: 'NOT_USABLE', message: expect.stringContaining('is not valid') } },
      ]);
    }
    expect(await runCli([...ADD, '--name', 'bad'], { home })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('already called'),
    });

    expect(await runCli(['channel', 'rm', 'bad'], { home })).toMatchObject({
      code: 0,
      stdout: 'Removed channel “Bad”.\n',
    });
    expect(await runCli(['token', 'rm', 'ci'], { home })).toMatchObject({ code: 0 });
    expect(await runJson(['status'], { home })).toMatchObject({ unreadable: [] });
    expect(await runCli(['channel', 'rm', 'bad'], { home })).toMatchObject({ code: 1 });
    expect(await runCli([...ADD, '--name', 'Bad'], { home })).toMatchObject({ code: 0 });
  });
});

it('serve says of each what is wrong with it, in one line, and serves', async () => {
  const { home, rows } = await createSpoiltHome();
  const { stdout, signal, ended } = await startCli(['serve', '--port', '0'], /Warning[^]*Warning.*\n/, {
    home,
  });
  const warnings = stdout()
    .split('\n')
    .filter((line) => line.startsWith('Warning: '));
  expect(warnings).toEqual([
    `Warning: Channel “Bad” (${rows.channel}) is not used, because what is stored of it is not valid: baseUrl: Invalid URL. \`routex channel rm ${rows.channel}\` removes it.`,
    expect.stringContaining(`\`routex token rm ${rows.token}\``),
  ]);
  signal('SIGTERM');
  expect(await ended).toMatchObject({ code: 0 });
});

it('serve --json logs it, and nothing else goes to standard output', async () => {
  const { home, rows } = await createSpoiltHome();
  const { stdout, signal, ended } = await startServe({ home });
  signal('SIGTERM');
  const { stderr } = await ended;
  expect(stdout().trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(rows.channel);
});
