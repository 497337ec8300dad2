import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const OXLINT = resolve('node_modules/oxlint/bin/oxlint');

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'routex-lint-'));
  copyFileSync('.oxlintrc.json', join(root, '.oxlintrc.json'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Lints one file that holds one import, with the project's own rules. */
function lint(file: string, specifier: string): { refused: boolean; output: string } {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `import { thing } from '${specifier}';\nexport const used: unknown = thing;\n`);
  const run = spawnSync(process.execPath, [OXLINT, '--deny-warnings', file], { cwd: root, encoding: 'utf8' });
  rmSync(path);
  return {
    refused: run.status !== 0 && run.stdout.includes('no-restricted-imports'),
    output: run.stdout + run.stderr,
  };
}

describe('who may know whom', () => {
  it.each([
    ['src-shared/domain/x.ts', 'node:fs'],
    ['src-shared/domain/x.ts', 'react'],
    ['src-shared/domain/x.ts', '#main/store/open-store'],
    ['src-shared/domain/x.ts', '../../src-main/store/open-store'],
    ['src-main/gateway/x.ts', 'better-sqlite3'],
    ['src-main/gateway/x.ts', 'pino'],
    ['src-main/gateway/x.ts', '../store/open-store'],
    ['src-main/gateway/pipeline/x.ts', '../../observability/create-logger'],
    ['src-main/gateway/x.ts', '#main/store/open-store'],
    ['src-main/gateway/x.ts', '#main/api/create-api'],
    ['src-main/gateway/protocols/canonical/x.ts', '../gemini/codec'],
    ['src-main/gateway/protocols/repair/x.ts', '../openai-chat/codec'],
    ['src-main/gateway/protocols/reasoning/x.ts', '../anthropic-messages/codec'],
    ['src-main/gateway/protocols/tools/x.ts', '#main/gateway/protocols/openai-responses/codec'],
    ['src-main/gateway/protocols/tools/x.ts', '../../../store/open-store'],
    ['src-main/gateway/protocols/anthropic-messages/x.ts', '../gemini/codec'],
    ['src-main/gateway/protocols/gemini/x.ts', '../openai-chat/codec'],
    ['src-main/gateway/protocols/openai-chat/x.ts', '../openai-responses/codec'],
    ['src-main/gateway/protocols/openai-responses/x.ts', '../openai-chat/codec'],
    ['src-main/gateway/protocols/openai-responses/x.ts', 'pino'],
    ['src-main/store/x.ts', '#main/api/create-api'],
    ['src-main/store/x.ts', '../http/create-http-surface'],
    ['src-main/secrets/x.ts', '#main/cli/serve'],
    ['src-main/worker-threads/x.ts', '#main/api/create-api'],
    ['src-main/api/x.ts', 'node:http'],
    ['src-main/api/x.ts', '#main/http/create-http-surface'],
    ['src-main/api/x.ts', '../cli/serve'],
    ['src-main/http/x.ts', '#main/cli/serve'],
    ['src-main/http/x.ts', '#main/core/open-core'],
    ['src-main/core/x.ts', '#main/cli/serve'],
    ['src-main/core/x.ts', '../desktop/index'],
    ['src-main/core/x.ts', 'electron'],
    ['src-main/gateway/x.ts', 'electron'],
    ['src-main/api/x.ts', 'electron'],
    ['src-main/cli/x.ts', 'electron'],
    ['src-shared/domain/x.ts', 'electron'],
    ['src-renderer/app/x.ts', 'electron'],
    ['src-renderer/app/x.ts', '#main/store/open-store'],
    ['src-renderer/app/x.ts', '../../src-main/store/open-store'],
  ])('%s must not import %s', (file, specifier) => {
    const { refused, output } = lint(file, specifier);
    expect(refused, output).toBe(true);
  });

  it.each([
    ['src-main/gateway/x.ts', '#shared/domain/channel'],
    ['src-main/gateway/x.ts', 'node:http'],
    ['src-main/gateway/x.ts', './pipeline/attempt'],
    ['src-main/gateway/protocols/codecs.ts', './gemini/codec'],
    ['src-main/gateway/protocols/gemini/x.ts', '../canonical/codec'],
    ['src-main/gateway/protocols/gemini/x.ts', './codec'],
    ['src-main/gateway/protocols/repair/x.spec.ts', '../gemini/codec'],
    ['src-main/gateway/protocols/gemini/x.spec.ts', '../openai-chat/codec'],
    ['src-main/api/x.ts', '#main/store/open-store'],
    ['src-main/http/x.ts', '#main/api/create-api'],
    ['src-main/cli/x.ts', '#main/gateway/create-gateway'],
    ['src-main/core/x.ts', '#main/http/create-http-surface'],
    ['src-main/cli/x.ts', '#main/core/open-core'],
    ['src-main/desktop/x.ts', '#main/core/open-core'],
    ['src-main/desktop/x.ts', 'electron'],
    ['src-main/preload/x.ts', 'electron'],
  ])('%s may import %s', (file, specifier) => {
    const { refused, output } = lint(file, specifier);
    expect(refused, output).toBe(false);
  });
});
