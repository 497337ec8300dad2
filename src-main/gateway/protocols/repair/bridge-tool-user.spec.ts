import { describe, expect, it } from 'vitest';
import { assistant, call, result, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const MISTRAL = createTestTarget('openai-chat', {
  alternate: true,
  assistantAfterTool: true,
  prefill: 'prefix',
});

describe('bridgeToolUser', () => {
  it('case 34: for Mistral the model says something between a result and the user', () => {
    const bridged = [
      user('a'),
      assistant(call('aaaaaaaaa')),
      user(result('aaaaaaaaa')),
      assistant('OK.'),
      user('b'),
    ];
    expect(
      runRepair([user('a'), assistant(call('aaaaaaaaa')), user(result('aaaaaaaaa'), 'b')], MISTRAL).messages,
    ).toEqual(bridged);
    expect(
      runRepair([user('a'), assistant(call('aaaaaaaaa')), user(result('aaaaaaaaa')), user('b')], MISTRAL)
        .messages,
    ).toEqual(bridged);
    const plain = [user('a'), assistant(call('aaaaaaaaa')), user(result('aaaaaaaaa'))];
    expect(runRepair(plain, MISTRAL).messages).toEqual(plain);
  });
});
