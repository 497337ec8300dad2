import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_PACKAGES, runAgent, type AgentRun } from './run-agent';

/** The package holds one native binary per platform; its install script would only link it. */
const BINARY = join(AGENT_PACKAGES, `@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`);

/** Why Claude Code cannot be run here, or null. */
export function missingClaudeCode(): string | null {
  return existsSync(BINARY) ? null : `${BINARY} is missing; run \`npm ci --prefix tests/agents\``;
}

/** Runs the real Claude Code once; its Bash tool needs no permission. */
export function runClaudeCode(options: {
  readonly prompt: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}): Promise<AgentRun> {
  const args = ['-p', options.prompt, '--allowedTools', 'Bash', ...(options.args ?? [])];
  return runAgent({ command: BINARY, args, env: options.env });
}
