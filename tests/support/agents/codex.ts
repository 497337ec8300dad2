import { join } from 'node:path';
import type { Agent } from './agent';
import { AGENT_PACKAGES, runAgent } from './run-agent';

/** As it is with a model that it has never heard of: its tools are functions. */
export const codex = createCodex('gpt-fake', { name: 'exec_command', argsOf: (cmd) => ({ cmd }) });

/**
 * As it is with OpenAI's newest models: tools come in the input and in namespaces, and its shell is reached by a script that a
 * free-form tool takes. Only for channels that know neither, which have them as one function.
 */
export const codexWithScripts = createCodex('gpt-6.1-sol', {
  name: 'functions__exec',
  argsOf: (cmd) => ({ input: `text((await tools.exec_command(${JSON.stringify({ cmd })})).output);` }),
});

function createCodex(model: string, shell: Agent['shell']): Agent {
  return {
    kind: 'codex',
    protocol: 'openai-responses',
    model,
    shell,
    aside: {},
    run: ({ prompt, address, token, args = [] }) =>
      runAgent({
        command: join(AGENT_PACKAGES, '.bin/codex'),
        args: ['exec', '--skip-git-repo-check', prompt, ...args],
        env: { ROUTEX_TOKEN: token },
        files: {
          '.codex/config.toml': `
model = "${model}"
model_provider = "routex"
approval_policy = "never"
sandbox_mode = "danger-full-access"
[model_providers.routex]
name = "Routex"
base_url = "${address}/v1"
env_key = "ROUTEX_TOKEN"
wire_api = "responses"
`,
        },
      }),
  };
}
