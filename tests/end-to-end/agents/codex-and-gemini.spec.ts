import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { AGENT_PACKAGES, runAgent } from '#tests/support/agents/run-agent';
import { startRoutex, type RunningRoutex } from '#tests/support/agents/start-routex';
import {
  readConversation,
  startFakeProvider,
  type FakeProvider,
  type RecordedRequest,
  type Reply,
} from '#tests/support/fake-provider/index';

const OUTPUT = 'routex-42';
const ANSWER = 'The command printed what was expected.';

let provider: FakeProvider;
let routex: RunningRoutex;

beforeAll(async () => {
  provider = await startFakeProvider();
  routex = await startRoutex();
  for (const protocol of ['openai-responses', 'gemini']) {
    // oxlint-disable-next-line no-await-in-loop -- one command at a time has the data directory
    await routex.command(
      [
        'channel',
        'add',
        '--name',
        protocol,
        '--protocol',
        protocol,
        '--base-url',
        provider.url,
        '--key-stdin',
      ],
      `${provider.key}\n`,
    );
  }
});
afterEach(() => {
  provider.clear();
});
afterAll(async () => {
  await routex?.stop();
  await provider?.close();
});

/** Plays a model that calls the tool once and is content with its result. */
function playModel(tool: string, args: Record<string, unknown>): (request: RecordedRequest) => Reply {
  return (request) => {
    const { toolNames, toolResults } = readConversation(request);
    // The Gemini CLI asks which model suits the prompt before it sends it.
    if (!toolNames.includes(tool))
      return { parts: [{ text: '{"reasoning":"a test","model_choice":"flash"}' }] };
    if (toolResults.length > 0) return { parts: [{ text: ANSWER }] };
    return { parts: [{ text: 'I will run it.' }, { toolCall: { name: tool, args } }] };
  };
}

function resultsSeen(): string {
  return provider.requests
    .flatMap((request) => readConversation(request).toolResults.map(({ text }) => text))
    .join('\n');
}

it('the real Codex finishes a two-turn task with its shell', async () => {
  provider.replyAlways(playModel('exec_command', { cmd: 'echo routex-$((40 + 2))' }));
  const run = await runAgent({
    command: join(AGENT_PACKAGES, '.bin/codex'),
    args: ['exec', '--skip-git-repo-check', 'Run the command and tell me what it prints.'],
    env: { ROUTEX_TOKEN: routex.token },
    files: {
      '.codex/config.toml': `
model = "gpt-fake"
model_provider = "routex"
approval_policy = "never"
sandbox_mode = "danger-full-access"
[model_providers.routex]
name = "Routex"
base_url = "${routex.address}/v1"
env_key = "ROUTEX_TOKEN"
wire_api = "responses"
`,
    },
  });
  expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(ANSWER) });
  expect(resultsSeen()).toContain(OUTPUT);
  expect(
    provider.requests.every((request) => request.protocol === 'openai-responses' && request.stream),
  ).toBe(true);
  expect(provider.errors).toEqual([]);
});

it('the real Gemini CLI finishes a two-turn task with its shell', async () => {
  provider.replyAlways(
    playModel('run_shell_command', { command: `echo ${OUTPUT}`, description: 'Print a word' }),
  );
  const run = await runAgent({
    command: join(AGENT_PACKAGES, '.bin/gemini'),
    args: ['-p', 'Run the command and tell me what it prints.', '--yolo'],
    env: {
      GOOGLE_GEMINI_BASE_URL: routex.address,
      GEMINI_API_KEY: routex.token,
      GEMINI_CLI_TRUST_WORKSPACE: 'true',
    },
    files: {
      '.gemini/settings.json': JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } } }),
    },
  });
  expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(ANSWER) });
  expect(resultsSeen()).toContain(OUTPUT);
  expect(provider.errors).toEqual([]);
});
