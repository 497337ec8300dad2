import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { missingClaudeCode, runClaudeCode } from '#tests/support/agents/run-claude-code';
import { startRoutex, type RunningRoutex } from '#tests/support/agents/start-routex';
import {
  cutAfterEvents,
  failWith,
  readConversation,
  startFakeProvider,
  type FakeProvider,
  type RecordedRequest,
  type Reply,
} from '#tests/support/fake-provider/index';

const MODEL = 'claude-fake-sonnet';
const COMMAND = 'echo "routex-$((40 + 2))"';
const OUTPUT = 'routex-42';
const ANSWER = 'The command printed what was expected.';

const UPSTREAM_MODEL = 'upstream-fake-model';

/** Plays a model that wants one command run, and is content with its result. */
function playAgentModel(request: RecordedRequest): Reply {
  const { toolNames, toolResults } = readConversation(request);
  // Auxiliary requests, such as the one for a title, have no tools.
  if (!toolNames.includes('Bash')) return { parts: [{ text: '{"title":"A test"}' }] };
  if (toolResults.length > 0) return { parts: [{ text: ANSWER }] };
  return {
    parts: [
      { thinking: 'A command will tell.' },
      { text: 'I will run it.' },
      { toolCall: { name: 'Bash', args: { command: COMMAND, description: 'Print a number' } } },
    ],
    usage: { input: 1200, cacheRead: 1000, output: 80, reasoning: 20 },
  };
}

const statusSchema = z.object({ today: z.object({ requests: z.number(), failed: z.number() }) });

const missing = missingClaudeCode();
let provider: FakeProvider;
let spare: FakeProvider;
let routex: RunningRoutex;

beforeAll(async () => {
  if (missing !== null) throw new Error(missing);
  provider = await startFakeProvider();
  spare = await startFakeProvider();
  routex = await startRoutex();
  for (const [name, upstream, priority] of [
    ['first', provider, '90'],
    ['spare', spare, '10'],
  ] as const) {
    await routex.command(
      [
        'channel',
        'add',
        '--name',
        name,
        '--protocol',
        'anthropic-messages',
        '--base-url',
        `${upstream.url}/v1/`,
      ].concat(['--map', `*=${UPSTREAM_MODEL}`, '--priority', priority, '--key-stdin', '--json']),
      `${upstream.key}\n`,
    );
  }
});
afterEach(() => {
  provider.clear();
  spare.clear();
});
afterAll(async () => {
  const exitCode = await routex?.stop();
  await provider?.close();
  await spare?.close();
  if (exitCode !== undefined && exitCode !== 0) throw new Error(`routex serve ended with ${exitCode}`);
});

function runTask() {
  return runClaudeCode({
    prompt: 'Run the command and tell me what it prints.',
    args: ['--model', MODEL],
    env: { ANTHROPIC_BASE_URL: routex.address, ANTHROPIC_AUTH_TOKEN: routex.token },
  });
}

function turns(upstream: FakeProvider): RecordedRequest[] {
  return upstream.requests.filter(
    (request) => request.endpoint.kind === 'generate' && readConversation(request).toolNames.includes('Bash'),
  );
}

describe('the real Claude Code through `routex serve`', () => {
  it('finishes a two-turn task with its Bash tool, streaming, and is recorded', async () => {
    provider.replyAlways(playAgentModel);
    const before = statusSchema.parse(JSON.parse(await routex.command(['status', '--json'])));
    const run = await runTask();

    expect(run).toMatchObject({ exitCode: 0, stdout: `${ANSWER}\n` });
    const [first, second, ...more] = turns(provider);
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      stream: true,
      model: UPSTREAM_MODEL,
      path: '/v1/messages',
      query: { beta: 'true' },
    });
    expect(second === undefined ? [] : readConversation(second).toolResults).toMatchObject([
      { text: OUTPUT },
    ]);
    expect(first?.headers).toMatchObject({
      'anthropic-version': expect.any(String),
      'x-api-key': provider.key,
    });
    expect(JSON.stringify(provider.requests)).not.toContain(routex.token);
    expect(provider.errors).toEqual([]);

    const after = statusSchema.parse(JSON.parse(await routex.command(['status', '--json'])));
    expect(after.today.requests - before.today.requests).toBe(provider.requests.filter(isGenerate).length);
    expect(after.today.failed).toBe(before.today.failed);
  });

  it('finishes the task on the next channel while the first one is overloaded', async () => {
    provider.behave(failWith('overloaded'));
    spare.replyAlways(playAgentModel);
    const run = await runTask();

    expect(run).toMatchObject({ exitCode: 0, stdout: `${ANSWER}\n` });
    expect(turns(spare)).toHaveLength(2);
    // Claude Code itself has seen no error: it asked once per turn.
    expect(turns(provider)).toHaveLength(2);
  });

  it('recovers from an answer cut in the middle, because it is told', async () => {
    provider.replyAlways(playAgentModel);
    provider.behave(cutAfterEvents(5), { times: 1 });
    const run = await runTask();

    expect(run).toMatchObject({ exitCode: 0, stdout: `${ANSWER}\n` });
    expect(turns(provider).length).toBeGreaterThan(2);
  });
});

function isGenerate(request: RecordedRequest): boolean {
  return request.endpoint.kind === 'generate';
}
