import { join } from 'node:path';
import type { Agent } from './agent';
import { AGENT_PACKAGES, runAgent } from './run-agent';

/** What it chooses for an easy prompt. */
const MODEL = 'gemini-3.8-flash';

export const geminiCli: Agent = {
  kind: 'gemini-cli',
  protocol: 'gemini',
  model: MODEL,
  shell: { name: 'run_shell_command', argsOf: (command) => ({ command, description: 'Run a command' }) },
  // It asks how hard a prompt is, which decides on the model.
  aside: { complexity_reasoning: 'a test', complexity_score: 10 },
  run: ({ prompt, address, token, args = [] }) =>
    runAgent({
      command: join(AGENT_PACKAGES, '.bin/gemini'),
      args: ['-p', prompt, '--yolo', ...args],
      env: {
        GOOGLE_GEMINI_BASE_URL: address,
        GEMINI_API_KEY: token,
        GEMINI_CLI_TRUST_WORKSPACE: 'true',
      },
      files: {
        '.gemini/settings.json': JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } } }),
      },
    }),
};
