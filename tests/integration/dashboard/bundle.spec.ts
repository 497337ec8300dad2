import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const FOLDER = resolve('out/renderer');
const BUDGET_BYTES = 350 * 1024;

/** Scripts that the page loads before anything is shown. */
function listInitial(): string[] {
  const html = readFileSync(join(FOLDER, 'index.html'), 'utf8');
  return [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, path = '']) => path);
}

describe('the built dashboard', () => {
  it('loads at most 350 KB of script, compressed, before it shows something', () => {
    const initial = listInitial();
    expect(initial.length).toBeGreaterThan(0);
    const bytes = initial.reduce((sum, path) => sum + gzipSync(readFileSync(join(FOLDER, path))).length, 0);
    expect(bytes).toBeLessThan(BUDGET_BYTES);
  });

  it('loads charts and pages only when they are shown', () => {
    const initial = listInitial().map((path) => readFileSync(join(FOLDER, path), 'utf8'));
    for (const script of initial) expect(script).not.toContain('recharts');
  });

  it('has no script and no address of anybody else in its page', () => {
    const html = readFileSync(join(FOLDER, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(html).not.toMatch(/https?:\/\//);
  });
});
