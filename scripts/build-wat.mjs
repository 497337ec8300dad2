// Translates src-main/gateway/pipeline/skip-json.wat into the TypeScript module beside it.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';

const source = fileURLToPath(new URL('../src-main/gateway/pipeline/skip-json.wat', import.meta.url));
const target = source.replace(/\.wat$/, '-module.ts');

const wabt = await loadWabt();
const module = wabt.parseWat(source, readFileSync(source, 'utf8'), { simd: true });
const bytes = Buffer.from(module.toBinary({}).buffer).toString('base64');
const lines = bytes.match(/.{1,100}/g) ?? [];
writeFileSync(
  target,
  [
    '// Made from skip-json.wat by `npm run build:wat`; a test compares the two.',
    'const BASE64 =',
    `  '${lines.join("' +\n  '")}';`,
    '',
    "export const skipJsonModule: Uint8Array = Buffer.from(BASE64, 'base64');",
    '',
  ].join('\n'),
);
