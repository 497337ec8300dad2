import { parse as parseJson } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  existsSync,
  readdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileRecord } from './file-changes';
import { NODE_FILE_SYSTEM } from './file-system';
import { FORMATS, type FormatName } from './formats';
import { applyKeyEdits, revertKeyEdits } from './key-edits';
import { applySetup, planSetup, undoSetup } from './setup-changes';
import { CORPORA } from './testing/corpus';
import { TEST_EDITS } from './testing/edits';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'routex-corpus-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const names: FormatName[] = ['json', 'toml', 'dotenv'];
const files = names.flatMap((format) =>
  Object.entries(CORPORA[format]).map(([title, text]) => ({ format, title, text })),
);

async function connect(
  path: string,
  format: FormatName,
  former: readonly FileRecord[] = [],
): Promise<FileRecord[]> {
  let records: FileRecord[] = [];
  const planned = await planSetup(NODE_FILE_SYSTEM, [{ path, format, edits: TEST_EDITS[format] }], former);
  await applySetup(NODE_FILE_SYSTEM, planned, async (saved) => void (records = [...saved]), former);
  return records;
}

function parseAs(format: FormatName, text: string): unknown {
  const content = text.replace(/^\uFEFF/, '');
  if (format === 'json') return parseJson(content, [], { allowTrailingComma: true });
  if (format === 'toml') return parseToml(content, { integersAsBigInt: 'asNeeded' });
  return Object.fromEntries(
    ['GOOGLE_GEMINI_BASE_URL', 'GEMINI_API_KEY'].map((name) => [
      name,
      FORMATS.dotenv.find(content, [name])?.value,
    ]),
  );
}

describe('settings as people have them', () => {
  it('there are enough of them to mean something', () => expect(files.length).toBeGreaterThanOrEqual(40));

  it.each(files)(
    '$format, $title: connect writes its keys, and undo gives back the identical bytes',
    async ({ format, text }) => {
      const path = join(home, 'settings');
      writeFileSync(path, text, { mode: 0o640 });
      const records = await connect(path, format);
      const connected = readFileSync(path, 'utf8');
      const content = connected.replace(/^\uFEFF/, '');
      for (const { path: key, value } of TEST_EDITS[format])
        expect(FORMATS[format].find(content, key)?.value).toEqual(value);
      expect(connected.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'));
      expect(statSync(path).mode & 0o777).toBe(0o640);
      await undoSetup(NODE_FILE_SYSTEM, records);
      expect(readFileSync(path)).toEqual(Buffer.from(text));
      expect(readdirSync(home)).toEqual(['settings']);
    },
  );

  it.each(files)(
    '$format, $title: undone key by key, everything else means what it did and no comment is lost',
    ({ format, text }) => {
      const content = text.replace(/^\uFEFF/, '');
      const start = content.trim() === '' ? content + FORMATS[format].blank : content;
      const { text: connected, keys } = applyKeyEdits(FORMATS[format], start, TEST_EDITS[format]);
      const { text: reverted, undone } = revertKeyEdits(FORMATS[format], connected, keys);
      expect(undone.every(({ outcome }) => outcome === 'restored')).toBe(true);
      expect(parseAs(format, reverted)).toEqual(parseAs(format, start));
      for (const comment of start.match(/(\/\/|#) [^\n\r"]+|\/\*.*?\*\//g) ?? [])
        expect(reverted).toContain(comment);
    },
  );

  it.each(files)(
    '$format, $title: connecting twice and undoing once gives back the identical bytes',
    async ({ format, text }) => {
      const path = join(home, 'settings');
      writeFileSync(path, text);
      const once = await connect(path, format);
      const connected = readFileSync(path);
      const twice = await connect(path, format, once);
      expect(readFileSync(path)).toEqual(connected);
      await undoSetup(NODE_FILE_SYSTEM, twice);
      expect(readFileSync(path)).toEqual(Buffer.from(text));
    },
  );
});

it.each(names)('%s: a file and folders that were not there are gone after undo', async (format) => {
  const path = join(home, 'a', 'b', 'settings');
  const records = await connect(path, format);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await undoSetup(NODE_FILE_SYSTEM, await connect(path, format, records));
  expect(existsSync(join(home, 'a'))).toBe(false);
});

it('a folder that got something else meanwhile stays with it', async () => {
  const records = await connect(join(home, 'a', 'b', 'settings'), 'json');
  mkdirSync(join(home, 'a', 'other'));
  await undoSetup(NODE_FILE_SYSTEM, records);
  expect(readdirSync(join(home, 'a'))).toEqual(['other']);
});
