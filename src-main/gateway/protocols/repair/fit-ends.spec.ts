import { describe, expect, it } from 'vitest';
import { assistant, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const CHAT = createTestTarget('openai-chat');
const GEMINI = createTestTarget('gemini');
const CONTINUE = 'Continue exactly from where your last message stopped, without repeating it.';

describe('fitEnds', () => {
  it('case 30: an answer begun for the model stays where the provider continues it, else it is asked to', () => {
    const history = [user('a'), assistant('The answer is ')];
    expect(runRepair(history, createTestTarget('openai-chat', { prefill: 'prefix' })).messages).toEqual(
      history,
    );
    expect(runRepair(history, createTestTarget('openai-chat', { prefill: 'partial' })).messages).toEqual(
      history,
    );
    expect(runRepair(history, createTestTarget('anthropic-messages', { prefill: 'keep' })).messages).toEqual([
      user('a'),
      assistant('The answer is'),
    ]);
    const { messages, warnings } = runRepair(history, CHAT);
    expect(messages).toEqual([...history, user(CONTINUE)]);
    expect(warnings).toHaveLength(1);
  });

  it('begins with the user where a cut history does not', () => {
    const history = [assistant('b'), user('c')];
    expect(runRepair(history, GEMINI).messages).toEqual([user('(conversation continues)'), ...history]);
    expect(runRepair(history, CHAT).messages).toEqual(history);
  });
});
