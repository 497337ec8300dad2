import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFLICT_REASONS, contractErrors, INVALID_REASONS } from '#shared/contract/errors';
import { STORE_PROBLEMS } from '#shared/domain/store-problem';
import en from '../../../src-renderer/lib/locales-en';
import zh from '../../../src-renderer/lib/locales-zh';

type Tree = { readonly [key: string]: string | Tree };

const PLURAL = /_(?:one|other)$/;

function listTexts(tree: Tree, prefix = ''): [path: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : listTexts(value, `${prefix}${key}.`),
  );
}

const namesIn = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).toSorted();
const ENGLISH = new Map(listTexts(en));
const CHINESE = new Map(listTexts(zh));
const baseOf = (path: string): string => path.replace(PLURAL, '');
const bases = (texts: ReadonlyMap<string, string>): string[] =>
  [...new Set([...texts.keys()].map(baseOf))].toSorted();

/** All of the dashboard's source in one text. */
const SOURCE = readdirSync(resolve('src-renderer'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.includes('locales'))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  .join('\n');

/** Looked up by the code of an error. */
const OF_CODE = /^errors\.[A-Z_]+\./;

const reasons = (code: string, names: readonly string[]): string[] =>
  names.map((name) => `errors.${code}.${name}`);

describe('the texts of the dashboard', () => {
  it('are there in both languages, each plural form that its language has', () => {
    expect(bases(CHINESE)).toEqual(bases(ENGLISH));
    for (const path of ENGLISH.keys()) {
      if (path.endsWith('_one')) expect(ENGLISH.has(path.replace(PLURAL, '_other')), path).toBe(true);
    }
    expect([...CHINESE.keys()].filter((path) => path.endsWith('_one'))).toEqual([]);
  });

  it.each([...CHINESE])('%s is filled in with the same values in both languages', (path, text) => {
    expect(namesIn(text)).toEqual(namesIn(ENGLISH.get(path) ?? ''));
  });

  it('are all used: by their whole name, or by the part of it before a value', () => {
    const unused = bases(ENGLISH).filter((path) => {
      if (OF_CODE.test(path)) return false;
      const key = path.slice(path.indexOf('.') + 1);
      const group = key.slice(0, key.lastIndexOf('.') + 1);
      const isNamed = SOURCE.includes(`${key}'`);
      return !isNamed && (group === '' || !SOURCE.includes(`${group}\${`));
    });
    expect(unused).toEqual([]);
  });

  it('are there for what the contract may refuse, and for nothing else', () => {
    const told = bases(ENGLISH).filter((path) => OF_CODE.test(path));
    const known = [
      // What is only invalid is told by its field.
      ...reasons('INVALID_INPUT', INVALID_REASONS).filter((path) => !path.endsWith('.invalid')),
      ...reasons('NOT_FOUND', ['channel', 'gateway_token', 'request', 'bodies']),
      ...reasons('CONFLICT', CONFLICT_REASONS),
      ...reasons('CREDENTIAL_UNREADABLE', ['channel', 'gateway_token']),
      ...reasons('BUSY', contractErrors.BUSY.data.shape.reason.options),
      ...reasons('SETTINGS_UNUSABLE', contractErrors.SETTINGS_UNUSABLE.data.shape.reason.options),
      // A start fails with the others, so no page is there to show them.
      ...reasons('STORE_UNUSABLE', STORE_PROBLEMS).filter((path) => !/backup|migration/.test(path)),
    ];
    expect(told).toEqual(known.toSorted());
  });
});
