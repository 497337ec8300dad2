import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { readConversation } from '#tests/support/fake-provider/index';
import type { ReplyUsage } from '#tests/support/fake-provider/index';
import { TEXT } from '../sdk/replies';
import { CHANNEL_MODELS } from './support/create-channel';
import { PAIRS } from './support/pairs';
import { CLIENT_MODELS, WAYS } from './support/sdk-client';
import type { SdkUsage } from './support/sdk-client';
import { usePair } from './support/use-pair';

const QUESTION = { text: 'Hello there, 世界 🌍' };
const USAGE: ReplyUsage = { input: 100, cacheRead: 60, cacheWrite: 10, output: 40, reasoning: 15 };

/** What each client's protocol calls the ends of an answer. */
const STOPS: Readonly<Record<ProtocolId, { readonly stop: string; readonly length: string }>> = {
  'anthropic-messages': { stop: 'end_turn', length: 'max_tokens' },
  'openai-chat': { stop: 'stop', length: 'length' },
  'openai-responses': { stop: 'completed', length: 'max_output_tokens' },
  gemini: { stop: 'STOP', length: 'MAX_TOKENS' },
};

const NO = 'I will not.';
const SAID = { text: NO };
const REFUSED = { text: '', refusal: NO };

/**
 * A refusal by client and channel. Anthropic says a refusal as text; Google knows no models that refuse, only filters that
 * cut them off.
 */
const REFUSALS: Readonly<Record<ProtocolId, Readonly<Record<ProtocolId, object>>>> = {
  'anthropic-messages': {
    'anthropic-messages': { ...SAID, stop: 'refusal' },
    'openai-chat': { ...SAID, stop: 'refusal' },
    'openai-responses': { ...SAID, stop: 'refusal' },
    gemini: { ...SAID, stop: 'refusal' },
  },
  'openai-chat': {
    'anthropic-messages': { ...SAID, stop: 'content_filter' },
    'openai-chat': { ...REFUSED, stop: 'stop' },
    'openai-responses': { ...REFUSED, stop: 'stop' },
    gemini: { ...SAID, stop: 'content_filter' },
  },
  'openai-responses': {
    'anthropic-messages': { ...SAID, refusal: expect.stringMatching(/./) as string, stop: 'completed' },
    'openai-chat': { ...REFUSED, stop: 'completed' },
    'openai-responses': { ...REFUSED, stop: 'completed' },
    gemini: { ...SAID, stop: 'content_filter' },
  },
  gemini: {
    'anthropic-messages': { ...SAID, stop: 'SAFETY' },
    'openai-chat': { ...SAID, stop: 'SAFETY' },
    'openai-responses': { ...SAID, stop: 'SAFETY' },
    gemini: { ...SAID, stop: 'SAFETY' },
  },
};

const ID_FORMS: Readonly<Record<ProtocolId, RegExp>> = {
  'anthropic-messages': /^msg_[A-Za-z0-9]{24}$/,
  'openai-chat': /^chatcmpl-[A-Za-z0-9]{24}$/,
  'openai-responses': /^resp_[A-Za-z0-9]{32}$/,
  gemini: /^[\w-]{8,}$/,
};

/** `USAGE` in the words of each client; `cacheWrite` is 0 where the upstream does not tell it. */
const SDK_USAGE: Readonly<Record<ProtocolId, (cacheWrite: number) => SdkUsage>> = {
  'anthropic-messages': (cacheWrite) => ({
    input_tokens: 40 - cacheWrite,
    cache_read_input_tokens: 60,
    cache_creation_input_tokens: cacheWrite,
    output_tokens: 40,
    thinking_tokens: 15,
  }),
  'openai-chat': (cacheWrite) => ({
    prompt_tokens: 100,
    completion_tokens: 40,
    total_tokens: 140,
    cached_tokens: 60,
    cache_write_tokens: cacheWrite,
    reasoning_tokens: 15,
  }),
  'openai-responses': (cacheWrite) => ({
    input_tokens: 100,
    output_tokens: 40,
    total_tokens: 140,
    cached_tokens: 60,
    cache_write_tokens: cacheWrite,
    reasoning_tokens: 15,
  }),
  gemini: () => ({
    promptTokenCount: 100,
    cachedContentTokenCount: 60,
    candidatesTokenCount: 25,
    thoughtsTokenCount: 15,
    totalTokenCount: 140,
  }),
};

describe.each(PAIRS)('$title:', ({ client, channel }) => {
  const rig = usePair({ client, channel });
  const cacheWrite = channel === 'gemini' ? 0 : USAGE.cacheWrite;

  describe.each(WAYS)('%s:', (way) => {
    it('text arrives without a character lost or changed, and so does the question', async () => {
      rig.provider.reply({ parts: [{ text: TEXT }], chunks: 9 });
      const answer = await rig.connect(way).ask(QUESTION);

      expect(answer).toMatchObject({ text: TEXT, thinking: '', refusal: '', calls: [] });
      expect(answer.stop).toBe(STOPS[client].stop);
      const [request] = rig.provider.requests;
      expect(request).toMatchObject({ protocol: channel, stream: way === 'stream' });
      expect(request && readConversation(request).lastUserText).toBe(QUESTION.text);
      expect(rig.provider.requests).toHaveLength(1);
    });

    it('the upstream is asked for its own model, and the client is told the one it asked for', async () => {
      const answer = await rig.connect(way).ask(QUESTION);
      expect(rig.provider.requests[0]?.model).toBe(CHANNEL_MODELS[channel]);
      // Bytes of the client's own protocol go through as they are.
      expect(answer.model).toBe(client === channel ? CHANNEL_MODELS[channel] : CLIENT_MODELS[client]);
    });

    it('usage is counted in the client’s way, and recorded', async () => {
      rig.provider.reply({ parts: [{ text: 'Hi.' }], usage: USAGE });
      const answer = await rig.connect(way).ask(QUESTION);

      expect(answer.usage).toEqual(SDK_USAGE[client](cacheWrite));
      expect(await rig.gateway.waitForRecord(1)).toMatchObject({
        protocol: client,
        stream: way === 'stream',
        model: CLIENT_MODELS[client],
        upstreamModel: CHANNEL_MODELS[channel],
        outcome: 'success',
        status: 200,
        failure: null,
        usage: {
          input: 100,
          output: 40,
          cacheRead: 60,
          cacheWrite5m: cacheWrite,
          cacheWrite1h: 0,
          reasoning: 15,
        },
      });
    });

    it('an answer cut by its limit says so', async () => {
      rig.provider.reply({ parts: [{ text: TEXT }], stop: 'length' });
      const answer = await rig.connect(way).ask(QUESTION);
      expect(answer).toMatchObject({ text: TEXT, stop: STOPS[client].length });
      expect(await rig.gateway.waitForRecord(1)).toMatchObject({ outcome: 'success' });
    });

    it('a refusal is told as one, in the client’s way', async () => {
      rig.provider.reply({ parts: [{ text: NO }], stop: 'refusal' });
      expect(await rig.connect(way).ask(QUESTION)).toMatchObject(REFUSALS[client][channel]);
      expect(await rig.gateway.waitForRecord(1)).toMatchObject({ outcome: 'success' });
    });

    it('every answer has an id of its own, in the client’s form', async () => {
      const sdk = rig.connect(way);
      const ids = [(await sdk.ask(QUESTION)).id, (await sdk.ask(QUESTION)).id];
      expect(new Set(ids).size).toBe(2);
      for (const id of ids) {
        expect(id).toMatch(ID_FORMS[client]);
        if (client !== channel) expect(id).not.toContain('fake');
      }
    });
  });
});
