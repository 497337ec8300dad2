import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryOwnedError } from './data-directory-error';
import { acquireOwnership, readOwner } from './ownership';

const MODULE_URL = pathToFileURL(join(import.meta.dirname, 'ownership.ts')).href;
const ADDRESS = 'http://127.0.0.1:8080';

let directory: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'routex-owner-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  rmSync(directory, { recursive: true, force: true });
});

/**
 * Runs `body` in a process of its own, with the real module. Node strips the types itself; all it needs is the file
 * extension that bundlers do without.
 */
function startProcess(body: string): ChildProcess {
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve: (specifier, context, next) =>
        next(specifier.startsWith('./') && context.parentURL.endsWith('.ts') ? specifier + '.ts' : specifier, context),
    });
    const { acquireOwnership, readOwner } = await import(${JSON.stringify(MODULE_URL)});
    const directory = ${JSON.stringify(directory)};
    ${body}
  `;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function readLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the child has no output');
  const ended = once(child, 'exit').then(() => 'ended without a word');
  const spoken = once(child.stdout, 'data').then(([chunk]: Buffer[]) => String(chunk).trim());
  return Promise.race([spoken, ended]);
}

async function startOwner(): Promise<ChildProcess> {
  const child = startProcess(`
    const ownership = acquireOwnership({ directory, waitMs: 0, version: '1.2.3' });
    ownership.publish({ address: ${JSON.stringify(ADDRESS)} });
    console.log('owned');
    process.stdin.on('data', () => process.exit(0));
  `);
  expect(await readLine(child)).toBe('owned');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function catchOwned(): DirectoryOwnedError {
  try {
    acquireOwnership({ directory, waitMs: 0 }).release();
  } catch (error) {
    if (error instanceof DirectoryOwnedError) return error;
    throw error;
  }
  throw new Error('the directory was free');
}

describe('acquireOwnership', () => {
  it('tells others who owns the directory, and gives it back without a trace', () => {
    expect(readOwner(directory)).toBeNull();
    const ownership = acquireOwnership({ directory, waitMs: 0, version: '1.2.3' });
    expect(readOwner(directory)).toEqual({
      pid: process.pid,
      address: null,
      startedAt: expect.any(Number),
      version: '1.2.3',
    });
    ownership.publish({ address: ADDRESS });
    expect(readOwner(directory)).toMatchObject({ pid: process.pid, address: ADDRESS });
    expect(JSON.parse(readFileSync(join(directory, 'owner.json'), 'utf8'))).toEqual(readOwner(directory));
    if (process.platform !== 'win32') {
      for (const name of readdirSync(directory))
        expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
    }

    ownership.release();
    ownership.release();
    ownership.publish({ address: ADDRESS });
    expect(readOwner(directory)).toBeNull();
    expect(readdirSync(directory)).toEqual(['owner.lock']);
    acquireOwnership({ directory, waitMs: 0 }).release();
  });

  it('refuses a second owner in the same process', () => {
    const ownership = acquireOwnership({ directory, waitMs: 0 });
    expect(catchOwned().owner?.pid).toBe(process.pid);
    // The refused attempt must not have dropped the lock: on POSIX, closing a file drops all locks of the process on it.
    expect(catchOwned().owner?.pid).toBe(process.pid);
    ownership.release();
  });

  it('refuses a second process, and names the first one', async () => {
    const owner = await startOwner();
    const error = catchOwned();
    expect(error.code).toBe('directory_owned');
    expect(error.owner).toMatchObject({ pid: owner.pid, address: ADDRESS, version: '1.2.3' });
    for (const part of [String(owner.pid), ADDRESS, directory]) expect(error.message).toContain(part);
    expect(readOwner(directory)).toMatchObject({ pid: owner.pid, address: ADDRESS });
  });

  it('keeps its lock while others ask for it', async () => {
    const ownership = acquireOwnership({ directory, waitMs: 0 });
    expect(catchOwned().owner?.pid).toBe(process.pid);
    expect(readOwner(directory)?.pid).toBe(process.pid);
    const other = startProcess(`
      try { acquireOwnership({ directory, waitMs: 0 }); console.log('taken'); }
      catch (error) { console.log(error.code + ' ' + error.owner.pid + ' ' + readOwner(directory).pid); }
    `);
    expect(await readLine(other)).toBe(`directory_owned ${process.pid} ${process.pid}`);
    ownership.release();
  });

  it('is free again at once when its owner was killed, whatever the owner left behind', async () => {
    const owner = await startOwner();
    await kill(owner);
    expect(owner.signalCode).toBe('SIGKILL');
    expect(existsSync(join(directory, 'owner.json'))).toBe(true);
    expect(readOwner(directory)).toBeNull();

    const ownership = acquireOwnership({ directory, waitMs: 0 });
    expect(readOwner(directory)?.pid).toBe(process.pid);
    ownership.release();
  });

  it('does not believe a leftover that names a process which lives', () => {
    writeFileSync(
      join(directory, 'owner.json'),
      JSON.stringify({ pid: process.pid, address: ADDRESS, startedAt: 1, version: null }),
    );
    expect(readOwner(directory)).toBeNull();
    acquireOwnership({ directory, waitMs: 0 }).release();
  });

  it('is given back by a process that ends without doing so', async () => {
    const owner = await startOwner();
    const exited = once(owner, 'exit');
    owner.stdin?.write('end');
    expect(await exited).toEqual([0, null]);
    expect(readdirSync(directory)).toEqual(['owner.lock']);
  });

  it('waits for an owner that is about to end', async () => {
    const owner = await startOwner();
    const exited = once(owner, 'exit');
    // The wait blocks this thread; the signal is on its way before it begins.
    owner.kill('SIGKILL');
    const ownership = acquireOwnership({ directory, waitMs: 10_000 });
    expect(readOwner(directory)?.pid).toBe(process.pid);
    ownership.release();
    await exited;
  });

  it('survives garbage collection of what it returned', async () => {
    const owner = startProcess(`
      import { setFlagsFromString } from 'node:v8';
      import { runInNewContext } from 'node:vm';
      acquireOwnership({ directory, waitMs: 0 });
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc');
      for (let round = 0; round < 5; round++) { collect(); await new Promise(setImmediate); }
      console.log('owned');
      setInterval(() => {}, 1000);
    `);
    expect(await readLine(owner)).toBe('owned');
    expect(catchOwned().owner?.pid).toBe(owner.pid);
  });

  it('refuses also when the owner cannot be told', () => {
    const ownership = acquireOwnership({ directory, waitMs: 0 });
    for (const content of ['', '{broken', '{"pid":"x"}']) {
      writeFileSync(join(directory, 'owner.json'), content);
      expect(catchOwned().owner).toBeNull();
      expect(readOwner(directory)).toBeNull();
    }
    ownership.release();
  });

  it('says which folder cannot be used', () => {
    const missing = join(directory, 'missing');
    expect(() => acquireOwnership({ directory: missing, waitMs: 0 })).toThrow(
      expect.objectContaining({ code: 'data_directory_unusable', path: missing }),
    );
    expect(readOwner(missing)).toBeNull();
  });
});
