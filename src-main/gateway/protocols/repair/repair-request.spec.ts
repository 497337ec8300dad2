import { describe, expect, it } from 'vitest';
import { assistant, call, createTestRequest, result, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const CHAT = createTestTarget('openai-chat');
const ANTHROPIC = createTestTarget('anthropic-messages');
const GEMINI = createTestTarget('gemini');

describe('repairRequest', () => {
  it('drops what reasoning leaves empty, and joins what then meets', () => {
    const thought = {
      type: 'reasoning',
      text: 'hm',
      origin: { protocol: 'gemini', channelId: null, model: null },
    } as const;
    const { messages } = runRepair([user('a'), assistant(thought), user('b')], GEMINI, {
      replayReasoning: (request) => ({
        ...request,
        messages: request.messages.map((message) => ({
          ...message,
          parts: message.parts.filter(({ type }) => type !== 'reasoning'),
        })),
      }),
    });
    expect(messages).toEqual([user('a', 'b')]);
  });

  it('gives the same request back when nothing is wrong with it', () => {
    const request = createTestRequest([
      user('a'),
      assistant('b', call('call_1'), call('call_2')),
      user(result('call_1'), result('call_2'), 'c'),
    ]);
    for (const target of [CHAT, ANTHROPIC, createTestTarget('openai-responses')]) {
      expect(runRepair(request, target).request).toBe(request);
    }
  });
});
