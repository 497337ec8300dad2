import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHome, runCli, runJson, startServe } from './run-cli';

const KEY = 'fake-key-0000000000000001';
const ADD = [
  'channel',
  'add',
  '--protocol',
  'openai-chat',
  '--base-url',
  'http://127.0.0.1:9',
  '--key-stdin',
];
const PASSWORD = { ROUTEX_BACKUP_PASSWORD: 'a fake password' };

describe.each([
  ['beside a running gateway', true],
  ['without a running gateway', false],
])('export and import %s', (_, running) => {
  it('carry a configuration with its keys to another computer, shown before it is changed', async () => {
    const home = createHome();
    await runJson([...ADD, '--name', 'Mine'], { home, input: KEY });
    const file = join(home, 'mine.json');
    const exported = await runCli(['export', '--secrets', file], { home, env: PASSWORD });
    expect(exported).toMatchObject({ code: 0, stdout: expect.stringContaining(file) });
    expect(readFileSync(file, 'utf8')).not.toContain(KEY);
    expect(statSync(file).mode & 0o777).toBe(0o600);

    const other = createHome();
    if (running) await startServe({ home: other });
    const options = { home: other, env: PASSWORD };
    const shown = await runCli(['import', file], options);
    expect(shown).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('+ channel “Mine”'),
      stderr: expect.stringContaining('--yes'),
    });
    expect(await runJson(['channel', 'list'], { home: other })).toEqual([]);
    expect(await runCli(['import', '--yes', file], options)).toMatchObject({ code: 0 });
    expect(await runJson(['channel', 'list'], { home: other })).toMatchObject([
      { name: 'Mine', credentials: [{ hasKey: true, last4: '0001' }] },
    ]);
  });
});

describe('export and import', () => {
  it('say what is missing, and write over no file', async () => {
    const home = createHome();
    const file = join(home, 'mine.json');
    const without = await runCli(['export', '--secrets', file], { home });
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('ROUTEX_BACKUP_PASSWORD') });
    expect(existsSync(file)).toBe(false);
    expect(await runCli(['export', file], { home })).toMatchObject({ code: 0 });
    expect(await runCli(['export', file], { home })).toMatchObject({ code: 1 });
    const sealed = join(home, 'sealed.json');
    await runCli(['export', '--password', sealed], { home, env: PASSWORD });
    const wrong = await runCli(['import', sealed], {
      home,
      env: { ROUTEX_BACKUP_PASSWORD: 'another fake' },
    });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('password') });
    const other = await runCli(['import', '-'], { home, input: '{"hello":1}' });
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no file that Routex has exported'),
    });
  });
});
