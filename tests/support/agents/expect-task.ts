import { expect } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import {
  FAKE_SIGNATURE,
  readConversation,
  readPrompt,
  readReasoning,
  type RecordedRequest,
} from '#tests/support/fake-provider/index';
import type { Agent } from './agent';
import { CALL_USAGE, TASK } from './task';
import { selectTurns, UPSTREAM_MODEL, type AgentRig } from './use-agent-rig';

/** Of an agent that has done the task: its answer is the last that it says, and the command has really run. */
export const DONE = {
  exitCode: 0,
  stdout: expect.stringMatching(new RegExp(`${TASK.answer}\\n$`)) as string,
  workspace: TASK.trace,
};

/** A task that one channel has served alone: what the provider got of it, and what Routex recorded. */
export async function expectTask(
  rig: AgentRig,
  agent: Agent,
  channel: ProtocolId,
  warnings: readonly string[] = [],
): Promise<void> {
  const [first, second, ...more] = selectTurns(agent, rig.provider);
  expect(more).toEqual([]);
  expectFirstTurn(channel, first);
  expectSecondTurn(agent, channel, second);

  const records = await rig.records();
  expect(records).toHaveLength(rig.provider.requests.length);
  for (const record of records) {
    expect(record).toMatchObject({
      protocol: agent.protocol,
      client: agent.kind,
      outcome: 'success',
      status: 200,
      upstreamModel: UPSTREAM_MODEL,
      warnings,
      attempts: [{ channelName: channel, outcome: 'success', status: 200 }],
    });
  }
  expect(records.find(({ usage }) => usage?.input === CALL_USAGE.input)).toMatchObject({
    model: agent.model,
    stream: true,
    usage: CALL_USAGE,
  });
}

function expectFirstTurn(channel: ProtocolId, request: RecordedRequest | undefined): void {
  if (request === undefined) throw new Error('the provider got no first turn');
  expect(request).toMatchObject({ protocol: channel, stream: true, model: UPSTREAM_MODEL, aborted: false });
  expect(readConversation(request)).toMatchObject({
    toolCalls: [],
    lastUserText: expect.stringContaining(TASK.prompt) as string,
  });
  expect(readPrompt(request).system.length).toBeGreaterThan(1000);
}

/** The provider has itself refused what does not follow its protocol's rules; here is what they do not ask. */
function expectSecondTurn(agent: Agent, channel: ProtocolId, request: RecordedRequest | undefined): void {
  if (request === undefined) throw new Error('the provider got no second turn');
  expect(request).toMatchObject({ protocol: channel, stream: true, model: UPSTREAM_MODEL, aborted: false });
  const { toolCalls, toolResults } = readConversation(request);
  expect(toolCalls).toEqual([
    {
      id: expect.any(String) as string,
      name: agent.shell.name,
      args: agent.shell.argsOf(TASK.command),
    },
  ]);
  expect(toolResults).toEqual([
    { id: toolCalls[0]?.id, text: expect.stringContaining(TASK.output) as string },
  ]);
  // OpenAI's Chat Completions have no place for it.
  const signatures = channel === 'openai-chat' ? [] : [FAKE_SIGNATURE];
  expect(readReasoning(request).signatures).toEqual(signatures);
}
