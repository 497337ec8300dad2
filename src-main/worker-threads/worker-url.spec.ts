import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { selectWorkerUrl } from './worker-url';

it('finds the source of a worker while tests run', () => {
  expect(existsSync(selectWorkerUrl('worker-threads/testing/test-worker'))).toBe(true);
});

it.each([
  ['an entry', 'file:///opt/routex/out/main/cli.js'],
  ['a chunk', 'file:///opt/routex/out/main/chunks/main-1a2b.js'],
  ['an entry on Windows', 'file:///C:/opt/routex/out/main/cli.js'],
])('finds the bundled worker from %s', (_, importer) => {
  const { href } = selectWorkerUrl('store/store-worker', importer);
  expect(href).toBe(`${importer.slice(0, importer.indexOf('out/'))}out/main/store-worker.js`);
});
