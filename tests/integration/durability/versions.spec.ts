import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initial } from '#main/store/migrations/0001-initial';
import { startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { createHome, runCli, startServe } from '../cli/run-cli';
import { askAgent, createUsedHome, inspectDatabase, serveOnce } from './support/routex-home';

let provider: FakeProvider;
beforeAll(async () => {
  provider = await startFakeProvider();
});
afterAll(() => provider.close());

const databaseOf = (home: string): string => join(home, 'routex.db');

/** The database as the first version of Routex would have left it. */
function goBackToVersion1(home: string): void {
  const database = new Database(databaseOf(home));
  const tables = ['channels', 'credentials', 'gateway_tokens'];
  const columns = new Database(':memory:').exec(initial.sql);
  const rows = tables.map((table) => {
    const names = columns.pragma(`table_info(${table})`) as { name: string }[];
    return {
      table,
      rows: database
        .prepare(`SELECT ${names.map(({ name }) => name).join(', ')} FROM ${table}`)
        .raw()
        .all() as unknown[][],
    };
  });
  columns.close();
  database.close();
  rmSync(databaseOf(home));
  const old = new Database(databaseOf(home)).exec(initial.sql);
  old.pragma('journal_mode = WAL');
  old.pragma('user_version = 1');
  for (const { table, rows: values } of rows) {
    for (const row of values)
      old.prepare(`INSERT INTO ${table} VALUES (${row.map(() => '?').join(', ')})`).run(...row);
  }
  old.close();
}

describe('a database of an older version', () => {
  it('is updated after a copy was made, to which one can go back', async () => {
    const { home, token } = await createUsedHome(provider);
    goBackToVersion1(home);
    expect(await serveOnce(home, token)).toMatchObject({ agent: 200, problem: null, channels: ['Kept'] });
    const [backup = ''] = readdirSync(join(home, 'backups'));
    expect(backup).toMatch(/^routex-v1-/);
    expect(await runCli(['restore', join(home, 'backups', backup)], { home })).toMatchObject({ code: 0 });
    inspectDatabase(home, (database) => {
      expect(database.pragma('user_version', { simple: true })).toBe(1);
      expect(database.prepare('SELECT name FROM channels').pluck().all()).toEqual(['Kept']);
    });
  });

  it('is served from, unchanged, when no copy can be made', async () => {
    const { home, token } = await createUsedHome(provider);
    goBackToVersion1(home);
    rmSync(join(home, 'backups'), { recursive: true });
    writeFileSync(join(home, 'backups'), 'a file where the folder should be');
    expect(await serveOnce(home, token)).toMatchObject({
      agent: 200,
      change: 503,
      ready: 200,
      channels: ['Kept'],
      problem: { reason: 'database_backup_failed' },
    });
    inspectDatabase(home, (database) => expect(database.pragma('user_version', { simple: true })).toBe(1));
    rmSync(join(home, 'backups'));
    expect(await serveOnce(home, token)).toMatchObject({ problem: null, channels: ['Kept'], change: 201 });
  });

  it('is served from, unchanged, when the update fails', async () => {
    const { home, token } = await createUsedHome(provider);
    goBackToVersion1(home);
    const database = new Database(databaseOf(home));
    database.exec('CREATE TABLE dashboard_sessions (in_the_way TEXT)');
    database.close();
    const served = await serveOnce(home, token);
    expect(served).toMatchObject({
      agent: 200,
      change: 503,
      channels: ['Kept'],
      problem: { reason: 'database_migration_failed', backup: expect.stringContaining('routex-v1-') },
    });
    inspectDatabase(home, (after) => expect(after.pragma('user_version', { simple: true })).toBe(1));
  });
});

describe('a database of a newer version', () => {
  it('is refused with the copy that leads back, and going back works', async () => {
    const { home, token } = await createUsedHome(provider);
    mkdirSync(join(home, 'backups'), { recursive: true });
    const backup = join(home, 'backups', 'routex-v2-2026-11-01T00-00-00-000Z.db');
    writeFileSync(backup, readFileSync(databaseOf(home)));
    const newer = new Database(databaseOf(home));
    newer.exec('DROP TABLE gateway_tokens');
    newer.pragma('user_version = 99');
    newer.close();
    const before = readFileSync(databaseOf(home));

    const refused = await runCli(['serve', '--port', '0'], { home });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('99');
    expect(refused.stderr).toContain(`routex restore "${backup}"`);
    expect(readFileSync(databaseOf(home)).equals(before)).toBe(true);

    expect(await runCli(['restore', backup], { home })).toMatchObject({ code: 0 });
    expect(await serveOnce(home, token)).toMatchObject({ agent: 200, problem: null, channels: ['Kept'] });
  });
});

describe('a database that another program holds', () => {
  it('is served from, and written once it is let go', async () => {
    const { home, token } = await createUsedHome(provider);
    const other = new Database(databaseOf(home));
    other.exec('BEGIN IMMEDIATE');
    expect(await serveOnce(home, token)).toMatchObject({
      agent: 200,
      change: 503,
      ready: 200,
      problem: { reason: 'database_busy' },
    });
    other.exec('ROLLBACK');
    other.close();
    expect(await serveOnce(home, token)).toMatchObject({ problem: null, change: 201 });
  });
});

describe('a database without a gateway token that cannot be written', () => {
  it('lets clients in with a token that is printed in full and lasts as long as the process', async () => {
    const { home } = await createUsedHome(provider);
    const database = new Database(databaseOf(home));
    database.exec('DELETE FROM gateway_tokens');
    database.exec('BEGIN IMMEDIATE');
    const served = await startServe({ home });
    expect((await askAgent(served.line, served.line.token)).status).toBe(200);
    expect((await askAgent(served.line, 'rtx_fake-token-of-nobody-0000000000')).status).toBe(401);
    await expect.poll(() => served.stderr()).toContain('ends with this process');
    database.exec('ROLLBACK');
    database.close();
  });
});

describe('a data key', () => {
  it('that is missing leaves channels with stored keys unreadable, and the others served', async () => {
    const { home } = await createUsedHome(provider);
    const open = ['channel', 'add', '--name', 'Open', '--protocol', 'openai-chat', '--auth', 'none'];
    expect(
      await runCli([...open, '--base-url', `${provider.url}/v1`, '--priority', '1'], { home }),
    ).toMatchObject({ code: 0 });
    rmSync(join(home, 'data.key'));
    const served = await startServe({ home });
    const answer = await askAgent(served.line, served.line.token);
    // The provider refuses a call without a key; that it was asked shows that the channel without one serves.
    expect(answer.status).toBe(401);
    const status = await runCli(['status', '--json'], { home });
    expect(JSON.parse(status.stdout)).toMatchObject({
      storeProblem: null,
      channels: [
        { name: 'Kept', problem: 'credential_unreadable' },
        { name: 'Open', problem: null },
      ],
    });
  });

  it('that is damaged is refused by name and left as it is', async () => {
    const home = createHome();
    writeFileSync(join(home, 'data.key'), 'damaged\n', { mode: 0o600 });
    const { code, stderr } = await runCli(['serve', '--port', '0'], { home });
    expect(code).toBe(1);
    expect(stderr).toContain(join(home, 'data.key'));
    expect(readFileSync(join(home, 'data.key'), 'utf8')).toBe('damaged\n');
  });
});

describe('settings', () => {
  it('that are damaged are refused by name and left as they are', async () => {
    const home = createHome();
    writeFileSync(join(home, 'config.json'), '{ "port": 80');
    const { code, stderr } = await runCli(['serve', '--port', '0'], { home });
    expect(code).toBe(1);
    expect(stderr).toContain(join(home, 'config.json'));
    expect(readFileSync(join(home, 'config.json'), 'utf8')).toBe('{ "port": 80');
  });
});
