import { describe, expect, it } from 'vitest';
import { PROTOCOL_IDS } from '#shared/domain/protocol';
import { DONE, expectTask } from '#tests/support/agents/expect-task';
import { geminiCli } from '#tests/support/agents/gemini-cli';
import { useAgentRig } from '#tests/support/agents/use-agent-rig';
import { cutAfterEvents } from '#tests/support/fake-provider/index';

describe('the real Gemini CLI through `routex serve`', () => {
  const rig = useAgentRig();

  it.each(PROTOCOL_IDS)('finishes a two-turn task with its shell on a channel of %s', async (channel) => {
    await rig.use(channel);
    const run = await rig.runTask(geminiCli);
    expect(run).toMatchObject(DONE);
    await expectTask(rig, geminiCli, channel);
    // It could read the answer to what it asks beside the task, which must follow a schema.
    expect(run.stderr).not.toContain('Strategy failed');
  });

  it('asks again after a converted answer that was cut in the middle, because it is told', async () => {
    await rig.use('openai-chat');
    rig.provider.behave(cutAfterEvents(6), { times: 1, only: ({ stream }) => stream });
    expect(await rig.runTask(geminiCli)).toMatchObject(DONE);
    const streams = (await rig.records()).filter(({ stream }) => stream);
    expect(streams.map(({ outcome }) => outcome)).toEqual(['failed', 'success', 'success']);
  });
});
