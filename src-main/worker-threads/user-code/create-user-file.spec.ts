import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { selectWorkerUrl } from '../worker-url';
import { createUserFile, type UserFile } from './create-user-file';

const LIMIT_MS = 20_000;

let directory: string;
let path: string;
let file: UserFile;
let output: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'routex-user-file-'));
  path = join(directory, 'file.mjs');
  output = [];
  file = createUserFile({
    url: selectWorkerUrl('worker-threads/user-code/user-code-worker'),
    path,
    clock: { monotonic: () => performance.now() },
    loadLimitMs: LIMIT_MS,
    memoryLimitMb: 64,
    onOutput: (text) => void output.push(text),
  });
});
afterEach(async () => {
  await file.close();
  rmSync(directory, { recursive: true, force: true });
});

function save(version: string): void {
  writeFileSync(
    path,
    `setInterval(() => console.log(${JSON.stringify(version)}), 10);
export default { request: () => ({ version: ${JSON.stringify(version)} }) };`,
  );
}

async function ask(session: string | null): Promise<unknown> {
  const data = { call: session ?? 'none', context: {} };
  const body = new Uint8Array(Buffer.from('{}'));
  const { value } = await file.call('request', { data, body, session, limitMs: LIMIT_MS });
  return (value as { value: unknown }).value;
}

it('a session keeps to the version it began with, and the next one has the newest', async () => {
  save('old');
  expect(await ask('stream')).toEqual({ version: 'old' });
  save('new one');
  expect(await ask('stream')).toEqual({ version: 'old' });
  expect(await ask('later')).toEqual({ version: 'new one' });
  expect(await ask(null)).toEqual({ version: 'new one' });
  expect(await ask('stream')).toEqual({ version: 'old' });
  file.release('stream');
  expect(await ask('stream')).toEqual({ version: 'new one' });
});

it('a version is ended with the last session that holds on to it', async () => {
  save('old');
  await ask('one');
  await ask('two');
  save('new one');
  await ask(null);
  file.release('one');
  await ask('two');
  output.length = 0;
  await expect.poll(() => output.join('')).toContain('old');
  file.release('two');
  await expect
    .poll(async () => {
      output.length = 0;
      await sleep(100);
      return output.join('').includes('old');
    })
    .toBe(false);
  expect(await ask(null)).toEqual({ version: 'new one' });
});
