import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
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
      const key = path.slice(path.indexOf('.') + 1);
      const group = key.slice(0, key.lastIndexOf('.') + 1);
      const isNamed = SOURCE.includes(`${key}'`);
      return !isNamed && (group === '' || !SOURCE.includes(`${group}\${`));
    });
    expect(unused).toEqual([]);
  });
});
