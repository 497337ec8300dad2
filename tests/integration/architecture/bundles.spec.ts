import { readdirSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const OUT = 'out/main';

/** The one package that lies beside the bundle; everything else is inside. */
const RUNTIME_DEPENDENCIES = ['better-sqlite3'];

const bundles = readdirSync(OUT, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.js'),
);

describe.each(bundles)('the built bundle %s', (name) => {
  const code = readFileSync(join(OUT, name), 'utf8');
  const imported = [
    ...code.matchAll(/^(?:import|export)[^;'"]*?from\s*["']([^"']+)["']|\bimport\(["']([^"']+)["']\)/gm),
  ]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((specifier) => !specifier.startsWith('.'));

  it('imports Node and the one native package only', () => {
    const foreign = imported.filter((specifier) => {
      const builtin = specifier.startsWith('node:') || builtinModules.includes(specifier);
      return !builtin && !RUNTIME_DEPENDENCIES.includes(specifier);
    });
    expect(foreign).toEqual([]);
  });

  it('is a program, also where no other test loads it', () => {
    expect(execFileSync(process.execPath, ['--check', join(OUT, name)], { encoding: 'utf8' })).toBe('');
  });

  it('knows nothing of Electron', () => {
    expect(imported).not.toContain('electron');
    expect(code).not.toMatch(/require\(["']electron["']\)/);
  });
});

describe('the built dashboard', () => {
  const folder = 'out/renderer';
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const scripts = [...page.matchAll(/(?:src|href)="(?:\/dashboard|\.)\/([^"]+\.js)"/g)].map(
    (match) => match[1] ?? '',
  );

  it('sends at most 350 KB of code before the first page, compressed', () => {
    expect(scripts).not.toEqual([]);
    const bytes = scripts.map((script) => gzipSync(readFileSync(join(folder, script))).length);
    expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(350_000);
  });

  it('has no script in the page itself, which its policy would not run', () => {
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=/);
  });
});
