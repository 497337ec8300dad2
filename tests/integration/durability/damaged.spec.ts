import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { runCli, startCli, startServe } from '../cli/run-cli';
import { askAgent, createUsedHome, inspectDatabase, serveOnce } from './support/routex-home';

const PAGE_BYTES = 4096;

let provider: FakeProvider;
beforeAll(async () => {
  provider = await startFakeProvider();
});
afterAll(() => provider.close());

/** Overwrites the first page of a table or index. */
function damage(home: string, name: string): Buffer {
  const page = inspectDatabase(home, (database) =>
    Number(database.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').pluck().get(name)),
  );
  const path = join(home, 'routex.db');
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, (page - 1) * PAGE_BYTES);
  closeSync(file);
  return readFileSync(path);
}

/** What a person would copy from a message. */
function findCommand(text: string): string[] {
  const match = /routex (restore) "([^"]+)"/.exec(text);
  if (match === null) throw new Error(`no command in: ${text}`);
  return match.slice(1);
}

describe('a database damaged in its history', () => {
  it('still serves, stores nothing, and comes back with what its message says', async () => {
    const { home, token } = await createUsedHome(provider);
    const first = await serveOnce(home, token);
    expect(first).toMatchObject({ agent: 200, change: 201, problem: null });
    const damaged = damage(home, 'requests');

    const degraded = await serveOnce(home, token);
    expect(degraded).toMatchObject({
      agent: 200,
      change: 503,
      changeCode: 'STORE_UNUSABLE',
      ready: 200,
      channels: ['Kept'],
      problem: { reason: 'database_corrupt' },
      code: 0,
    });
    expect(degraded.log).toContain('the database is only read');
    expect(readFileSync(join(home, 'routex.db')).equals(damaged)).toBe(true);

    const refused = await runCli(findCommand(degraded.problem?.message ?? ''), { home });
    expect(refused).toMatchObject({ code: 0, stderr: '' });
    expect(await serveOnce(home, token)).toMatchObject({
      agent: 200,
      problem: null,
      channels: ['Kept'],
    });
    const [kept = ''] = readdirSync(join(home, 'backups')).filter((name) => name.startsWith('replaced-'));
    expect(readFileSync(join(home, 'backups', kept, 'routex.db')).equals(damaged)).toBe(true);
  });

  it.each([
    ['en', 'C.UTF-8', /Warning: .*can store nothing/],
    ['zh', 'zh_CN.UTF-8', /警告：.*无法存储/],
  ])('tells a person so, with the way out: %s', async (_, language, warning) => {
    const { home } = await createUsedHome(provider);
    damage(home, 'requests');
    const options = { home, env: { LANG: language } };
    const { stdout, signal, ended } = await startCli(['serve', '--port', '0'], warning, options);
    signal('SIGTERM');
    await ended;
    const [command = '', file = ''] = findCommand(stdout());
    expect(command).toBe('restore');
    expect(readdirSync(join(home, 'backups'))).toContain(file.slice(join(home, 'backups').length + 1));
    expect(stdout()).not.toMatch(/\{\{|\n.*btreeInitPage.*\n.*error code/);
    const status = await runCli(['status'], options);
    expect(status.stdout).toContain(file);
  });

  it('refuses to be replaced while it is served', async () => {
    const { home, token } = await createUsedHome(provider);
    damage(home, 'requests');
    const served = await startServe({ home });
    const [backup = ''] = readdirSync(join(home, 'backups'));
    const refused = await runCli(['restore', join(home, 'backups', backup)], { home });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(String(served.pid));
    expect((await askAgent(served.line, token)).status).toBe(200);
  });
});

describe('a database damaged where its channels are', () => {
  it.each([
    ['its channels are gone', (home: string) => damage(home, 'channels')],
    ['its tokens are gone', (home: string) => damage(home, 'gateway_tokens')],
    [
      'it is something else',
      (home: string) => writeFileSync(join(home, 'routex.db'), 'no database'.repeat(1000)),
    ],
    ['it was cut off', (home: string) => truncateSync(join(home, 'routex.db'), PAGE_BYTES)],
  ])('is refused and left as it is, with a way out that works: %s', async (_, destroy) => {
    const { home } = await createUsedHome(provider);
    const size = statSync(join(home, 'routex.db')).size;
    destroy(home);
    const before = readFileSync(join(home, 'routex.db'));
    const { code, stdout, stderr } = await runCli(['serve', '--port', '0'], { home });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(join(home, 'routex.db'));
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(readFileSync(join(home, 'routex.db')).equals(before)).toBe(true);
    expect(size).toBeGreaterThan(PAGE_BYTES);

    // Without a backup: as it says, the file goes elsewhere.
    for (const name of readdirSync(home).filter((each) => each.startsWith('routex.db')))
      writeFileSync(join(home, name), '');
    const served = await startServe({ home });
    expect((await fetch(`${served.line.address}/health/ready`)).status).toBe(200);
  });
});
