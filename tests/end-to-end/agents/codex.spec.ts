import { describe, expect, it } from 'vitest';
import { PROTOCOL_IDS } from '#shared/domain/protocol';
import { codex, codexWithScripts } from '#tests/support/agents/codex';
import { DONE, expectTask } from '#tests/support/agents/expect-task';
import { useAgentRig } from '#tests/support/agents/use-agent-rig';
import { cutAfterEvents } from '#tests/support/fake-provider/index';

const CONVERTED = PROTOCOL_IDS.filter((protocol) => protocol !== codex.protocol);

describe('the real Codex through `routex serve`', () => {
  const rig = useAgentRig();

  it.each(PROTOCOL_IDS)('finishes a two-turn task with its shell on a channel of %s', async (channel) => {
    await rig.use(channel);
    expect(await rig.runTask(codex)).toMatchObject(DONE);
    const lost = `tools: web_search is not available at this channel of ${channel} and was left out.`;
    await expectTask(rig, codex, channel, channel === codex.protocol ? [] : [lost]);
  });

  it.each(CONVERTED)(
    'finishes it with the free-form tools of newer models on a channel of %s',
    async (channel) => {
      await rig.use(channel);
      expect(await rig.runTask(codexWithScripts)).toMatchObject(DONE);
      const lost = 'parallel_tool_calls: Gemini cannot be kept from calling several functions at once.';
      await expectTask(rig, codexWithScripts, channel, channel === 'gemini' ? [lost] : []);
    },
  );

  it('asks again after a converted answer that was cut in the middle, because it is told', async () => {
    await rig.use('openai-chat');
    rig.provider.behave(cutAfterEvents(5), { times: 1 });
    expect(await rig.runTask(codex)).toMatchObject(DONE);
    expect((await rig.records()).map(({ outcome }) => outcome)).toEqual(['failed', 'success', 'success']);
  });
});
