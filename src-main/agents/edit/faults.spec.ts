import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileRecord } from './file-changes';
import { NODE_FILE_SYSTEM, type FileSystem } from './file-system';
import { applySetup, planSetup, undoSetup } from './setup-changes';

const FAULTS = ['ENOSPC', 'EACCES', 'EXDEV', 'EIO', 'EROFS'];
const BEFORE = '{\n  // mine\n  "env": { "A": "1" }\n}\n';
const EDITS = [{ path: ['env', 'ANTHROPIC_BASE_URL'], value: 'http://127.0.0.1:1' }];

let home: string;
let settings: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'routex-faults-'));
  settings = join(home, 'settings.json');
  writeFileSync(settings, BEFORE);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

class Killed extends Error {}

/** Counts each system call of the write path, and fails the one with a number; after `kill` none is made any more. */
function createFaultyFileSystem(fault: {
  at: number;
  error: string | 'kill';
}): FileSystem & { calls: () => number } {
  let calls = 0;
  const wrap = <T extends object>(real: T): T =>
    new Proxy(real, {
      get(target, name) {
        const found: unknown = Reflect.get(target, name);
        if (typeof found !== 'function') return found;
        return async (...args: unknown[]) => {
          calls += 1;
          const killed = fault.error === 'kill' && calls >= fault.at && name !== 'close';
          if (killed) throw new Killed();
          if (calls === fault.at && fault.error !== 'kill')
            throw Object.assign(new Error(fault.error), { code: fault.error });
          const result: unknown = await Reflect.apply(found, target, args);
          return name === 'open' && typeof result === 'object' && result !== null ? wrap(result) : result;
        };
      },
    });
  return Object.assign(wrap({ ...NODE_FILE_SYSTEM }), { calls: () => calls });
}

async function connect(fs: FileSystem): Promise<FileRecord[]> {
  let saved: FileRecord[] = [];
  const files = [
    { path: settings, format: 'json' as const, edits: EDITS },
    {
      path: join(home, 'new', 'state.json'),
      format: 'json' as const,
      edits: [{ path: ['done'], value: true }],
    },
  ];
  const planned = await planSetup(fs, files, []);
  await applySetup(fs, planned, async (records) => void (saved = [...records]), []);
  return saved;
}

async function countCalls(run: (fs: FileSystem) => Promise<unknown>): Promise<number> {
  const fs = createFaultyFileSystem({ at: Infinity, error: 'none' });
  await run(fs);
  return fs.calls();
}

async function succeeds(step: Promise<unknown>): Promise<boolean> {
  try {
    await step;
    return true;
  } catch {
    return false;
  }
}

const refusal = async (): Promise<unknown> =>
  await planSetup(NODE_FILE_SYSTEM, [{ path: settings, format: 'json', edits: EDITS }], []).catch(
    (error: unknown) => error,
  );

describe('a system call that fails', () => {
  it.each(FAULTS)(
    '%s at any step of connecting leaves both files as they were or as planned, and no other',
    async (error) => {
      const calls = await countCalls(connect);
      const connected = readFileSync(settings, 'utf8');
      expect(calls).toBeGreaterThan(15);
      for (let at = 1; at <= calls; at += 1) {
        rmSync(home, { recursive: true });
        mkdirSync(home);
        writeFileSync(settings, BEFORE);
        const failed = !(await succeeds(connect(createFaultyFileSystem({ at, error }))));
        const files = readdirSync(home, { recursive: true }).map(String).toSorted();
        if (failed) {
          expect(readFileSync(settings, 'utf8'), `call ${at}`).toBe(BEFORE);
          expect(files, `call ${at}`).toEqual(['settings.json']);
        } else {
          expect(readFileSync(settings, 'utf8'), `call ${at}`).toBe(connected);
          expect(files, `call ${at}`).toEqual(['new', 'new/state.json', 'settings.json']);
        }
      }
    },
  );

  it('a process that is killed at any step leaves each file whole, the old or the new one, and what is left goes next time', async () => {
    const calls = await countCalls(connect);
    const connected = readFileSync(settings, 'utf8');
    for (let at = 1; at <= calls; at += 1) {
      rmSync(home, { recursive: true });
      mkdirSync(home);
      writeFileSync(settings, BEFORE);
      await succeeds(connect(createFaultyFileSystem({ at, error: 'kill' })));
      expect([BEFORE, connected], `call ${at}`).toContain(readFileSync(settings, 'utf8'));
      await connect(NODE_FILE_SYSTEM);
      expect(readdirSync(home).filter((name) => name.includes('routex-tmp'))).toEqual([]);
      expect(readFileSync(settings, 'utf8')).toBe(connected);
    }
  });

  it.each(FAULTS)(
    '%s at any step of undoing leaves the file as it was or as it was before',
    async (error) => {
      const records = await connect(NODE_FILE_SYSTEM);
      const connected = readFileSync(settings, 'utf8');
      const calls = await countCalls((fs) => undoSetup(fs, records));
      for (let at = 1; at <= calls; at += 1) {
        writeFileSync(settings, connected);
        await succeeds(undoSetup(createFaultyFileSystem({ at, error }), records));
        expect([BEFORE, connected], `call ${at}`).toContain(readFileSync(settings, 'utf8'));
        await undoSetup(NODE_FILE_SYSTEM, records);
        expect(readFileSync(settings, 'utf8')).toBe(BEFORE);
      }
    },
  );
});

describe('files that are not to be changed', () => {
  it.each([
    ['no JSON', '{ "env": ', 'unparsable'],
    ['a list', '[]', 'unexpected_shape'],
    ['an env that is text', '{"env":"x"}', 'unexpected_shape'],
    ['a key twice', '{"env":{},"env":{}}', 'duplicate_key'],
  ])('%s is refused and left alone', async (_, text, code) => {
    writeFileSync(settings, text);
    expect(await refusal()).toMatchObject({ code, path: settings });
    expect(readFileSync(settings, 'utf8')).toBe(text);
  });

  it('bytes that are no UTF-8 are refused: written back they would be others', async () => {
    writeFileSync(settings, Buffer.from([0x7b, 0xff, 0x7d]));
    expect(await refusal()).toMatchObject({ code: 'not_text' });
  });

  it('a folder of that name, a second name of the file and a loop of links are refused', async () => {
    linkSync(settings, join(home, 'other'));
    expect(await refusal()).toMatchObject({ code: 'hard_linked' });
    rmSync(settings);
    mkdirSync(settings);
    expect(await refusal()).toMatchObject({ code: 'not_a_file' });
    rmSync(settings, { recursive: true });
    symlinkSync(settings, settings);
    expect(await refusal()).toMatchObject({ code: 'unreadable', detail: 'ELOOP' });
  });

  it('a change by somebody else between plan and write is not overwritten', async () => {
    const planned = await planSetup(NODE_FILE_SYSTEM, [{ path: settings, format: 'json', edits: EDITS }], []);
    writeFileSync(settings, '{ "theirs": true }');
    await expect(applySetup(NODE_FILE_SYSTEM, planned, async () => {}, [])).rejects.toMatchObject({
      code: 'changed_meanwhile',
    });
    expect(readFileSync(settings, 'utf8')).toBe('{ "theirs": true }');
  });
});

it('a link stays a link, and what it leads to is changed and restored with its mode', async () => {
  const real = join(home, 'dotfiles.json');
  rmSync(settings);
  writeFileSync(real, BEFORE);
  chmodSync(real, 0o644);
  symlinkSync('dotfiles.json', settings);
  const records = await connect(NODE_FILE_SYSTEM);
  expect(readlinkSync(settings)).toBe('dotfiles.json');
  expect(readFileSync(real, 'utf8')).toContain('127.0.0.1:1');
  await undoSetup(NODE_FILE_SYSTEM, records);
  expect(readFileSync(real, 'utf8')).toBe(BEFORE);
  expect(readlinkSync(settings)).toBe('dotfiles.json');
});

it('a link to a file that is not there yet is followed, and is as it was after undo', async () => {
  rmSync(settings);
  symlinkSync('later.json', settings);
  const records = await connect(NODE_FILE_SYSTEM);
  expect(existsSync(join(home, 'later.json'))).toBe(true);
  await undoSetup(NODE_FILE_SYSTEM, records);
  expect(readdirSync(home)).toEqual(['settings.json']);
});
