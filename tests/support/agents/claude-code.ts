import { join } from 'node:path';
import type { Agent } from './agent';
import { AGENT_PACKAGES, runAgent } from './run-agent';

/** The package holds one native binary per platform; its install script would only link it. */
const BINARY = join(AGENT_PACKAGES, `@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`);

export function createClaudeCode(model = 'claude-fake-sonnet'): Agent {
  return {
    kind: 'claude-code',
    protocol: 'anthropic-messages',
    model,
    shell: { name: 'Bash', argsOf: (command) => ({ command, description: 'Run a command' }) },
    aside: { title: 'A test' },
    run: ({ prompt, address, token, args = [] }) =>
      runAgent({
        command: BINARY,
        args: ['-p', prompt, '--allowedTools', 'Bash', '--model', model, ...args],
        env: { ANTHROPIC_BASE_URL: address, ANTHROPIC_AUTH_TOKEN: token },
      }),
  };
}
