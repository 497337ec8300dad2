import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { FAKE_SIGNATURE, readReasoning } from '#tests/support/fake-provider/index';
import type { Reply, SentReasoning, RecordedRequest } from '#tests/support/fake-provider/index';
import { THINKING } from '../sdk/replies';
import { createChannel, profileOf } from './support/create-channel';
import { PAIRS } from './support/pairs';
import { WAYS } from './support/sdk-client';
import { usePair } from './support/use-pair';

const OTHER_SIGNATURE = 'c2lnbmVkIGJ5IGFub3RoZXIgcHJvdmlkZXI=';
const TOOL = { name: 'weather', schema: { type: 'object', properties: { city: { type: 'string' } } } };
const QUESTION = { text: 'How is the weather?', tools: [TOOL], thinks: true };
const CALL: Reply = {
  parts: [{ thinking: THINKING }, { toolCall: { name: 'weather', args: { city: 'Oslo' } } }],
};

/** OpenAI does not show reasoning in Chat Completions; who does wants it back. */
function profileFor(channel: ProtocolId) {
  return channel === 'openai-chat' ? { profile: profileOf('deepseek', channel) } : {};
}

function sentBy(request: RecordedRequest | undefined): SentReasoning {
  if (request === undefined) throw new Error('the provider got no request');
  return readReasoning(request);
}

describe.each(PAIRS)('$title:', ({ client, channel }) => {
  const rig = usePair({ client, channel });

  describe.each(WAYS)('%s:', (way) => {
    it('reasoning that was asked for is shown apart from the text', async () => {
      rig.changeChannel(profileFor(channel));
      rig.provider.reply({ parts: [{ thinking: THINKING }, { text: 'Cold.' }] });
      const answer = await rig.connect(way).ask({ text: 'Think!', thinks: true });
      expect(answer).toMatchObject({ thinking: THINKING, text: 'Cold.' });
    });

    it('the upstream is asked to reason in its own words', async () => {
      rig.changeChannel(profileFor(channel));
      await rig.connect(way).ask({ text: 'Think!', thinks: true });
      const body = rig.provider.requests[0]?.json;
      const asked: Record<ProtocolId, object> = {
        'anthropic-messages': { thinking: { type: 'enabled' } },
        'openai-chat': { thinking: { type: 'enabled' } },
        'openai-responses': { reasoning: { effort: expect.any(String) as string } },
        gemini: { generationConfig: { thinkingConfig: { includeThoughts: true } } },
      };
      if (client !== channel) expect(body).toMatchObject(asked[channel]);
    });

    it('case 46: the same channel gets its signed reasoning back with the results', async () => {
      rig.changeChannel(profileFor(channel));
      rig.provider.reply(CALL);
      const first = await rig.connect(way).ask(QUESTION);
      expect(first.thinking).toBe(THINKING);
      await first.next(['cold']);

      const { texts, signatures } = sentBy(rig.provider.requests[1]);
      // A chat client of a chat channel keeps only what OpenAI's own fields have, and its bytes go through.
      const lost = client === 'openai-chat' && channel === 'openai-chat';
      if (channel !== 'openai-chat') expect(signatures).toContain(FAKE_SIGNATURE);
      if (channel !== 'gemini' && !lost) expect(texts.join('')).toBe(THINKING);
    });

    it('case 47: another channel is not sent what it could not verify', async () => {
      const other = await rig.addProvider({ signature: OTHER_SIGNATURE });
      rig.changeChannel(profileFor(channel));
      rig.provider.reply(CALL);
      const first = await rig.connect(way).ask(QUESTION);
      rig.configure({
        channels: [createChannel(channel, other, { id: 'ch_other', ...profileFor(channel) })],
      });
      const second = await first.next(['cold']);

      expect(second.text).toMatch(/^You said/);
      const [request] = other.requests;
      expect(sentBy(request).signatures).not.toContain(FAKE_SIGNATURE);
      expect(request?.bodyText).not.toContain(Buffer.from(FAKE_SIGNATURE).toString('base64'));
    });
  });
});
