import { describe, expect, it } from 'vitest';
import { PROTOCOL_IDS } from '#shared/domain/protocol';
import { createClaudeCode } from '#tests/support/agents/claude-code';
import { DONE, expectTask } from '#tests/support/agents/expect-task';
import { readTranscript } from '#tests/support/agents/read-transcript';
import { TASK } from '#tests/support/agents/task';
import { selectTurns, UPSTREAM_MODEL, useAgentRig } from '#tests/support/agents/use-agent-rig';
import { cutAfterEvents, failWith, FAKE_SIGNATURE, readReasoning } from '#tests/support/fake-provider/index';

const MODEL = 'claude-fake-sonnet';
const claudeCode = createClaudeCode(MODEL);
/** It is asked to think with a budget; newer ones think as they like. */
const budgeted = createClaudeCode('claude-sonnet-4-5');
const SHOW_ALL = ['--output-format', 'stream-json', '--verbose', '--thinking-display', 'summarized'];

describe('the real Claude Code through `routex serve`', () => {
  const rig = useAgentRig();

  it.each(PROTOCOL_IDS)('finishes a two-turn task with its Bash tool on a channel of %s', async (channel) => {
    await rig.use(channel);
    expect(await rig.runTask(claudeCode)).toMatchObject(DONE);
    await expectTask(rig, claudeCode, channel);
  });

  it.each([
    ['openai-responses', { reasoning: { effort: expect.any(String) as string, summary: 'auto' } }],
    ['gemini', { generationConfig: { thinkingConfig: { includeThoughts: true } } }],
  ] as const)('shows what the model thinks on a channel of %s, and what it cost', async (channel, asked) => {
    await rig.use(channel);
    const run = await rig.runTask(budgeted, { args: SHOW_ALL });
    expect(run).toMatchObject({ exitCode: 0, workspace: TASK.trace });
    expect(selectTurns(budgeted, rig.provider)[0]?.json).toMatchObject(asked);
    await expectTask(rig, budgeted, channel);

    const { said, result } = readTranscript(run.stdout);
    expect(said).toMatchObject([
      { type: 'thinking', thinking: TASK.thought, signature: expect.stringMatching(/^rx1\./) as string },
      { type: 'text' },
      { type: 'tool_use', name: 'Bash' },
      { type: 'text', text: TASK.answer },
    ]);
    // Both turns together.
    expect(result).toMatchObject({
      is_error: false,
      result: TASK.answer,
      usage: { input_tokens: 225, cache_read_input_tokens: 1000, output_tokens: 92 },
    });
  });

  // What Gemini did not sign itself is marked so.
  it.each([
    ['openai-responses', 'anthropic-messages', []],
    ['anthropic-messages', 'anthropic-messages', []],
    ['anthropic-messages', 'gemini', ['skip_thought_signature_validator']],
  ] as const)(
    'does not notice that another provider takes over within its task, from %s to %s',
    async (first, second, signatures) => {
      await rig.use(first);
      const run = await rig.runTask(claudeCode, { beforeCall: () => rig.use(`spare ${second}`) });
      expect(run).toMatchObject(DONE);

      expect(selectTurns(claudeCode, rig.provider)).toHaveLength(1);
      const [turn, ...more] = selectTurns(claudeCode, rig.spare);
      expect(more).toEqual([]);
      expect(turn === undefined ? null : readReasoning(turn)).toEqual({ texts: [], signatures });
      expect(turn?.bodyText).not.toContain(FAKE_SIGNATURE);
      expect(await rig.records()).toMatchObject([
        { outcome: 'success', warnings: [], attempts: [{ channelName: first, status: 200 }] },
        { outcome: 'success', warnings: [], attempts: [{ channelName: `spare ${second}`, status: 200 }] },
      ]);
    },
  );

  it.each([
    ['anthropic-messages', 'overloaded', 529, 'anthropic-messages', 60],
    ['openai-chat', 'server_error', 500, 'gemini', 70],
  ] as const)(
    'notices no failover: a channel of %s tells of %s with %i, one of %s answers',
    async (first, failure, status, second, priority) => {
      for (const [name, protocol, upstream] of [
        [`failing ${first}`, first, rig.provider],
        [`next ${second}`, second, rig.spare],
      ] as const) {
        const settings = ['--protocol', protocol, '--base-url', upstream.url, '--priority', `${priority}`];
        const args = ['channel', 'add', '--name', name, ...settings, '--map', `*=${UPSTREAM_MODEL}`];
        // oxlint-disable-next-line no-await-in-loop -- one command after the other, as they are typed
        await rig.routex.command([...args, '--key-stdin'], `${upstream.key}\n`);
      }
      await rig.routex.command(['use', `failing ${first}`]);
      rig.provider.behave(failWith(failure));
      expect(await rig.runTask(claudeCode)).toMatchObject(DONE);

      expect(selectTurns(claudeCode, rig.provider)).toHaveLength(2);
      expect(selectTurns(claudeCode, rig.spare)).toHaveLength(2);
      const attempts = [
        { channelName: `failing ${first}`, outcome: 'failed', status },
        { channelName: `next ${second}`, outcome: 'success', status: 200 },
      ];
      const record = { outcome: 'success', status: 200, warnings: [], attempts };
      expect(await rig.records()).toMatchObject([record, record]);
    },
  );

  it.each(['anthropic-messages', 'openai-chat'])(
    'recovers from an answer that a channel of %s cut in the middle, because it is told',
    async (channel) => {
      await rig.use(channel);
      rig.provider.behave(cutAfterEvents(5), { times: 1 });
      expect(await rig.runTask(claudeCode)).toMatchObject(DONE);
      const outcomes = (await rig.records()).map(({ outcome }) => outcome);
      expect(outcomes).toEqual(['failed', 'success', 'success']);
    },
  );

  it('goes on with its own login, which Routex passes on as it is and keeps nowhere', async () => {
    const login = rig.provider.key;
    const args = [
      'channel',
      'add',
      '--name',
      'own login',
      '--protocol',
      'anthropic-messages',
      '--client-login',
    ];
    const { id } = JSON.parse(
      await rig.routex.command([...args, '--base-url', rig.provider.url, '--auth', 'bearer', '--json']),
    ) as { id: string };
    await rig.routex.command(['use', id]);
    const signedIn = createClaudeCode(MODEL, login);
    expect(await rig.runTask(signedIn)).toMatchObject(DONE);

    const turns = selectTurns(signedIn, rig.provider);
    expect(turns.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${login}`, `Bearer ${login}`]);
    expect(turns.every(({ headers }) => headers['x-routex-token'] === undefined)).toBe(true);
    const records = await rig.records();
    expect(records).toMatchObject([
      { outcome: 'success', attempts: [{ channelName: 'own login' }] },
      { outcome: 'success', attempts: [{ channelName: 'own login' }] },
    ]);
    expect(JSON.stringify([records, await rig.routex.api('GET', '/channels')])).not.toContain(login);
  });
});
