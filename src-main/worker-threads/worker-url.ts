/** The bundler puts shared code into this folder below the entries. */
const IN_CHUNKS = /\/chunks\/[^/]+$/;

/**
 * Where a worker's code lies: in a built Routex beside `cli.js`, an entry of its own in `electron.vite.config.ts`; in a
 * checkout, where tests run, its TypeScript source.
 *
 * Node runs that source as it is, so whatever it imports at run time must be named by `#main/…` or `#shared/…`, which
 * lead to files with their extension. `./…` does not.
 *
 * @param source path below `src-main`, without extension; its last part is the name of the entry
 * @param importer for tests
 */
export function selectWorkerUrl(source: string, importer: string = import.meta.url): URL {
  if (importer.endsWith('.ts')) return new URL(`../${source}.ts`, importer);
  const entry = `${source.slice(source.lastIndexOf('/') + 1)}.js`;
  return new URL(IN_CHUNKS.test(importer) ? `../${entry}` : `./${entry}`, importer);
}
