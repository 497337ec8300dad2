import { expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { callGateway, describeCall, PROTOCOLS } from '../failover/support/call-gateway';
import { withChannels } from '../failover/support/with-channels';

const TAG = '<CCR-SUBAGENT-MODEL>ch_second,small-model</CCR-SUBAGENT-MODEL>';
const INSTRUCTIONS = `${TAG}\nYou find things. Größe 尺寸.`;

/** Instructions as the protocol's clients write them, after the conversation where it has a place of its own for them. */
function instruct(protocol: ProtocolId): Record<string, unknown> {
  const messages = [{ role: 'user', content: 'hello' }];
  switch (protocol) {
    case 'anthropic-messages':
      return { system: [{ type: 'text', text: INSTRUCTIONS }], metadata: { user_id: 'somebody' } };
    case 'openai-chat':
      return { messages: [{ role: 'system', content: INSTRUCTIONS }, ...messages] };
    case 'openai-responses':
      return { instructions: INSTRUCTIONS };
    case 'gemini':
      return { systemInstruction: { parts: [{ text: INSTRUCTIONS }] } };
  }
}

it.each(PROTOCOLS)(
  '%s: a prompt names its channel and model, and no upstream reads the tag',
  async (protocol) => {
    await withChannels(protocol, {}, async ({ gateway, first, second }) => {
      const answer = await callGateway(gateway, protocol, {
        body: { ...describeCall(protocol, { stream: true }).body, ...instruct(protocol) },
        stream: true,
      });
      expect(answer).toMatchObject({ status: 200 });
      expect([first.requests.length, second.requests.length]).toEqual([0, 1]);
      const [request] = second.requests;
      const sent = request?.bodyText ?? '';
      expect(sent).toContain('You find things. Größe 尺寸.');
      expect(sent).not.toContain('SUBAGENT-MODEL');
      if (protocol !== 'gemini') expect(sent).toContain('"small-model"');
      expect(await gateway.waitForRecord(1)).toMatchObject({
        upstreamModel: 'small-model',
        attempts: [{ reason: 'named in the prompt' }],
        warnings: [],
      });
    });
  },
);
