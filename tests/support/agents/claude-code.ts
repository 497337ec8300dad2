import { join } from 'node:path';
import type { Agent } from './agent';
import { AGENT_PACKAGES, runAgent } from './run-agent';

/** The package holds one native binary per platform; its install script would only link it. */
const BINARY = join(AGENT_PACKAGES, `@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`);

/** @param login what it is signed in with itself; the gateway token then travels in a header of its own */
export function createClaudeCode(model = 'claude-fake-sonnet', login: string | null = null): Agent {
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
        env: {
          ANTHROPIC_BASE_URL: address,
          ...(login === null
            ? { ANTHROPIC_AUTH_TOKEN: token }
            : { ANTHROPIC_AUTH_TOKEN: login, ANTHROPIC_CUSTOM_HEADERS: `x-routex-token: ${token}` }),
        },
      }),
  };
}
