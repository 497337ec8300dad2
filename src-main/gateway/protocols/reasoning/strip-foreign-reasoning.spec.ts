import { describe, expect, it } from 'vitest';
import { stripForeignReasoning } from './strip-foreign-reasoning';
import { assistant, call, createTarget, native, text } from './testing/conversation';
import {
  answer,
  ask,
  claude,
  claudeElsewhere,
  createVault,
  openai,
  origin,
  signed,
  thought,
} from './testing/turns';

describe('stripForeignReasoning', () => {
  it('removes what is known to be of another channel, and nothing else', () => {
    const vault = createVault();
    const request = ask('anthropic-messages', { mode: 'adaptive' });
    const ours = answer(request, claude, vault, [signed, call('a')]);
    const theirs = answer(request, claudeElsewhere, vault, [
      { ...signed, origin: origin(claudeElsewhere) },
      call('b'),
    ]);
    const converted = answer(request, openai, vault, [thought(openai), text('Hi')]);
    const unknown = assistant(
      native('anthropic-messages', 'Hm.', { kind: 'signature', data: 'ErUB' }),
      call('z'),
    );
    const messages = [...request.messages, ours, theirs, converted, unknown];

    const stripped = stripForeignReasoning(messages, claude, vault);
    expect(stripped).toEqual([
      ...request.messages,
      ours,
      assistant(call('b')),
      assistant(text('Hi')),
      unknown,
    ]);
    expect(stripped[1]).toBe(ours);
    const lenient = createTarget('anthropic-messages', 'mirror', { signatureChecked: false });
    expect(stripForeignReasoning(messages, lenient, vault)).toBe(messages);
  });
});
