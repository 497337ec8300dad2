import { describe, expect, it } from 'vitest';
import type { CanonicalMessage } from '../protocols/canonical/request';
import { wrapEnvelope } from '../protocols/reasoning/envelope';
import { assumeOrigin } from './assume-origin';

const FIRST = { protocol: 'gemini', channelId: 'first', model: null } as const;
const UNKNOWN = { protocol: 'gemini', channelId: null, model: null } as const;
const nobody = { findCall: () => null };
const call = { type: 'toolCall', id: 'c', name: 'read', args: '{}' } as const;

const assistant = (...parts: CanonicalMessage['parts']): CanonicalMessage => ({ role: 'assistant', parts });

describe('assumeOrigin', () => {
  it('attributes what nobody knows, and takes off signatures that only their channel takes', () => {
    const messages = [
      assistant({ type: 'reasoning', text: 'Hm', origin: UNKNOWN }, { ...call, signature: 'native' }),
    ];
    expect(assumeOrigin(messages, FIRST, nobody)).toEqual([
      assistant({ type: 'reasoning', text: 'Hm', origin: FIRST }, call),
    ]);
  });

  it('leaves alone what says itself whose it is', () => {
    const signature = wrapEnvelope({ origin: FIRST, state: { kind: 'signature', data: 'x' } }, true);
    const messages = [assistant({ ...call, signature }), assistant({ type: 'text', text: 'Hi' })];
    expect(assumeOrigin(messages, FIRST, nobody)[0]).toBe(messages[0]);
    expect(assumeOrigin(messages, FIRST, nobody)[1]).toBe(messages[1]);
  });

  it('leaves a turn to its calls when they are remembered', () => {
    const messages = [assistant({ ...call, signature: 'native' })];
    const remembered = {
      findCall: () => ({
        originalId: 'c',
        origin: FIRST,
        name: 'read',
        namespace: null,
        custom: false,
        signature: null,
        reasoning: { opening: [], closing: [] },
      }),
    };
    expect(assumeOrigin(messages, FIRST, remembered)[0]).toBe(messages[0]);
  });
});
