import { describe, expect, it } from 'vitest';
import type { CanonicalPart } from '../canonical/part';
import { assistant, result, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const CHAT = createTestTarget('openai-chat');
const ANTHROPIC = createTestTarget('anthropic-messages');

const opaque: CanonicalPart = {
  type: 'opaque',
  protocol: 'anthropic-messages',
  raw: { type: 'hologram' },
  label: 'hologram',
};

describe('convertForeignParts', () => {
  it('case 100: an unknown part is kept for its own protocol, and left out for others', () => {
    const history = [user('a', opaque), assistant(opaque, 'b'), user(result('x', opaque), 'c')];
    const own = runRepair([user('a', opaque), assistant(opaque, 'b'), user('c')], ANTHROPIC);
    expect(own.messages).toEqual([user('a', opaque), assistant(opaque, 'b'), user('c')]);
    const { messages, warnings } = runRepair(history, CHAT);
    expect(messages.slice(0, 2)).toEqual([user('a'), assistant('b')]);
    expect(warnings[0]).toBe('A content part of type hologram is unknown to openai-chat and was left out.');
  });

  it('case 100: one that is all the user says is refused', () => {
    expect(() => runRepair([user('a'), assistant('b'), user(opaque)], CHAT)).toThrowError(
      'messages.2: content of type hologram cannot be sent to a channel of openai-chat.',
    );
    expect(runRepair([user(opaque), user('a')], CHAT).messages).toEqual([user('a')]);
  });

  it('tells of server tools by their digest, and of summaries as the user', () => {
    const search = {
      type: 'serverTool',
      protocol: 'openai-responses',
      raw: {},
      digest: 'Searched for x.',
    } as const;
    const silent = { ...search, digest: '' };
    const summary = { type: 'compaction', protocol: 'anthropic-messages', raw: {}, text: 'so far' } as const;
    const sealed = { ...summary, protocol: 'openai-responses', text: null } as const;
    const { messages, warnings } = runRepair(
      [user('a'), assistant(search, silent, 'b', summary, 'c'), user('d', sealed)],
      CHAT,
    );
    expect(messages).toEqual([
      user('a'),
      assistant('Searched for x.', 'b'),
      user('Summary of earlier conversation: so far'),
      assistant('c'),
      user('d'),
    ]);
    expect(warnings).toEqual(['A summary of the conversation that only its provider can read was left out.']);
  });
});
