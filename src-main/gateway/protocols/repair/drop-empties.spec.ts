import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../errors';
import { assistant, call, result, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const CHAT = createTestTarget('openai-chat');
const ANTHROPIC = createTestTarget('anthropic-messages');

describe('dropEmpties', () => {
  it('case 35: an empty text beside a call is left out', () => {
    expect(
      runRepair([user('a'), assistant('', call('x')), user(result('x', '')), assistant(' \n')], ANTHROPIC)
        .messages,
    ).toEqual([user('a'), assistant(call('x')), user(result('x', null))]);
  });

  it('says to OpenAI Chat that a result is empty', () => {
    expect(runRepair([user('a'), assistant(call('x')), user(result('x', ' '))], CHAT).messages[2]).toEqual(
      user(result('x', '(no output)')),
    );
  });

  it('case 36: of white space and an image only the image is left', () => {
    const image = { type: 'image', source: { type: 'url', url: 'https://example.test/a.png' } } as const;
    expect(runRepair([user(' \n\t', image)], ANTHROPIC).messages).toEqual([user(image)]);
  });

  it.each([
    ['nothing', []],
    ['empty messages', [user(''), user(' ')]],
    ['the model only', [assistant('hello')]],
  ])('case 37: %s is refused before it goes upstream', (_name, messages) => {
    expect(() => runRepair(messages, ANTHROPIC)).toThrowError(
      new GatewayError('invalid_request', 'messages: at least one user message with content is required.'),
    );
  });
});
