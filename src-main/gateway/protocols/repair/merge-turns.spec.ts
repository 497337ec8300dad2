import { describe, expect, it } from 'vitest';
import { assistant, call, result, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const CHAT = createTestTarget('openai-chat');
const GEMINI = createTestTarget('gemini');

describe('mergeTurns', () => {
  it('case 33: consecutive messages of the user are merged where turns must alternate, and nowhere else', () => {
    const history = [user('a'), user('b'), assistant('c'), assistant('d'), user('e')];
    const merged = [user('a', 'b'), assistant('c', 'd'), user('e')];
    expect(runRepair(history, GEMINI).messages).toEqual(merged);
    expect(runRepair(history, createTestTarget('openai-chat', { alternate: true })).messages).toEqual(merged);
    expect(runRepair(history, CHAT).messages).toEqual(history);
  });

  it('joins what the model said after a call to it, so that results follow calls', () => {
    const history = [user('a'), assistant(call('x')), assistant('then'), user(result('x'))];
    expect(runRepair(history, CHAT).messages).toEqual([
      user('a'),
      assistant(call('x'), 'then'),
      user(result('x')),
    ]);
    expect(runRepair(history, createTestTarget('openai-responses')).messages).toEqual(history);
  });
});
