// Translates each .wat file of the gateway into the TypeScript module beside it.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';

const BYTES_PER_LINE = 100;
const root = fileURLToPath(new URL('..', import.meta.url));
const wabt = await loadWabt();

for (const source of globSync('src-main/**/*.wat', { cwd: root })) {
  const name = basename(source, '.wat');
  const module = wabt.parseWat(source, readFileSync(`${root}${source}`, 'utf8'), { simd: true });
  const bytes = Buffer.from(module.toBinary({}).buffer).toString('base64');
  const lines = bytes.match(new RegExp(`.{1,${BYTES_PER_LINE}}`, 'g')) ?? [];
  writeFileSync(
    `${root}${source.replace(/\.wat$/, '-module.ts')}`,
    [
      `// Made from ${name}.wat by \`npm run build:wat\`; a test compares the two.`,
      'const BASE64 =',
      `  '${lines.join("' +\n  '")}';`,
      '',
      `export const ${name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())}Module: Uint8Array = Buffer.from(BASE64, 'base64');`,
      '',
    ].join('\n'),
  );
}
