import { describe, expect, it } from 'vitest';
import { assistant, call, result, system, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const CHAT = createTestTarget('openai-chat');
const GEMINI = createTestTarget('gemini');

describe('bridgeSystem', () => {
  it('case 29: an instruction at the end is told by the user, who has the last word', () => {
    expect(runRepair([user('a'), assistant('b'), system('Be brief.')], GEMINI).messages).toEqual([
      user('a'),
      assistant('b'),
      user('<system-reminder>\nBe brief.\n</system-reminder>'),
    ]);
  });

  it.each([
    ['keep', [user('a'), system('s'), assistant('b'), user('c')], []],
    ['user', [user('a', '<system-reminder>\ns\n</system-reminder>'), assistant('b'), user('c')], []],
    ['hoist', [user('a'), assistant('b'), user('c')], [{ text: 's' }]],
  ] as const)('instructions in the middle: %s', (midSystem, messages, instructions) => {
    const history = [user('a'), system('s'), assistant('b'), user('c')];
    for (const protocol of ['openai-chat', 'anthropic-messages', 'openai-responses'] as const) {
      const { request } = runRepair(history, createTestTarget(protocol, { midSystem }));
      expect(request.messages).toEqual(messages);
      expect(request.system).toEqual(instructions);
    }
  });

  it('joins instructions after the model to the results that follow', () => {
    expect(
      runRepair(
        [user('a'), assistant(call('x')), system('s'), system('<system-reminder>t'), user(result('x'))],
        CHAT,
      ).messages[2],
    ).toEqual(user(result('x'), '<system-reminder>\ns\n</system-reminder>', '<system-reminder>t'));
  });
});
