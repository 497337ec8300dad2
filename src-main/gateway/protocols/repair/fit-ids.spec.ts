import { describe, expect, it } from 'vitest';
import type { CanonicalMessage } from '../canonical/request';
import type { KnownCalls } from './repair-pass';
import { assistant, call, result, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const LONG = `call_${'x'.repeat(56)}`;
const KIMI = createTestTarget('openai-chat', { toolIdStyle: 'kimi' });

const turn = (id: string, name = 'read'): CanonicalMessage[] => [
  user('go'),
  assistant(call(id, name)),
  user(result(id)),
];
const idOf = (messages: readonly CanonicalMessage[], at: number): string => {
  const part = messages[at]?.parts[0];
  if (part?.type === 'toolCall') return part.id;
  return part?.type === 'toolResult' ? part.callId : '';
};
const knows = (calls: Readonly<Record<string, string>>, channelId = 'ch_test'): KnownCalls => ({
  find: (id) => {
    const originalId = calls[id];
    return originalId === undefined ? null : { originalId, channelId, protocol: 'openai-chat' };
  },
});

describe('fitIds', () => {
  it.each([
    [createTestTarget('openai-chat'), /^call_[A-Za-z0-9]{35}$/],
    [createTestTarget('openai-chat', { toolIdStyle: 'alnum9' }), /^[A-Za-z0-9]{9}$/],
    [createTestTarget('anthropic-messages'), /^call_x{56}$/],
    [createTestTarget('gemini'), /^call_x{56}$/],
  ])('case 11: a long id is cut alike in call and result (%#)', (target, expected) => {
    const { messages, restoration } = runRepair(turn(LONG), target);
    expect(idOf(messages, 1)).toMatch(expected);
    expect(idOf(messages, 2)).toBe(idOf(messages, 1));
    expect(restoration.usedIds).toEqual(new Set([LONG]));
  });

  it('case 10: Kimi gets back the id it gave, in call and result', () => {
    const { messages } = runRepair(turn('toolu_abc'), KIMI, {
      calls: knows({ toolu_abc: 'functions.read:7' }),
    });
    expect(messages.slice(1)).toEqual([
      assistant(call('functions.read:7')),
      user(result('functions.read:7')),
    ]);
  });

  it('case 10: another channel does not, and Kimi is given ids of its own form for the calls of others', () => {
    const calls = knows({ toolu_abc: 'functions.read:7' }, 'ch_other');
    expect(runRepair(turn('toolu_abc'), createTestTarget('openai-chat'), { calls }).messages).toEqual(
      turn('toolu_abc'),
    );
    const { messages } = runRepair([...turn('toolu_abc'), ...turn('toolu_def', 'list')], KIMI, { calls });
    expect([1, 2, 4, 5].map((at) => idOf(messages, at))).toEqual([
      'functions.read:0',
      'functions.read:0',
      'functions.list:1',
      'functions.list:1',
    ]);
  });

  it('case 9: an id that the upstream gave twice is given back once', () => {
    const { messages } = runRepair([...turn('a1'), ...turn('a2')], createTestTarget('openai-chat'), {
      calls: knows({ a1: 'call_0', a2: 'call_0' }),
    });
    expect([1, 2, 4, 5].map((at) => idOf(messages, at))).toEqual(['call_0', 'call_0', 'a2', 'a2']);
  });

  it('case 9: an id that the upstream left out stays as the client has it', () => {
    const { messages } = runRepair(turn('call_1'), createTestTarget('openai-chat'), {
      calls: knows({ call_1: '' }),
    });
    expect(messages).toEqual(turn('call_1'));
  });
});
