import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The package holds one native binary per platform; its install script would only link it. */
const BINARY = resolve(
  `tests/agents/node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`,
);

const TIMEOUT_MS = 120_000;

export interface ClaudeCodeRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Why Claude Code cannot be run here, or null. */
export function missingClaudeCode(): string | null {
  return existsSync(BINARY) ? null : `${BINARY} is missing; run \`npm ci --prefix tests/agents\``;
}

/**
 * Runs the real Claude Code once, headless, in an empty home and an empty folder, with no environment but what is given.
 */
export async function runClaudeCode(options: {
  readonly prompt: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}): Promise<ClaudeCodeRun> {
  const home = await mkdtemp(join(tmpdir(), 'routex-claude-'));
  try {
    return await run(home, options);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function run(home: string, options: Parameters<typeof runClaudeCode>[0]): Promise<ClaudeCodeRun> {
  return new Promise((resolve_, reject) => {
    const child = spawn(BINARY, ['-p', options.prompt, '--allowedTools', 'Bash', ...(options.args ?? [])], {
      cwd: home,
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, TERM: 'dumb', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.once('error', reject);
    child.once('close', (exitCode) => {
      clearTimeout(timer);
      resolve_({ exitCode, stdout, stderr });
    });
  });
}
