import { describe, expect, it } from 'vitest';
import { PROTOCOL_IDS } from '#shared/domain/protocol';
import { unwrapEnvelope, wrapEnvelope, type Envelope } from './envelope';

const KINDS = ['signature', 'encrypted', 'redacted', 'none'] as const;

const envelope: Envelope = {
  origin: { protocol: 'anthropic-messages', channelId: 'c1', model: 'claude' },
  state: { kind: 'signature', data: 'ErUBsig+/=' },
};
const rx1 = (json: unknown): string => `rx1.${Buffer.from(JSON.stringify(json)).toString('base64url')}`;

describe('envelope', () => {
  it('has the form that other versions of Routex read', () => {
    expect(wrapEnvelope(envelope, false)).toBe(
      rx1({ f: 'anthropic-messages', c: 'c1', m: 'claude', k: 'sig', d: 'ErUBsig+/=' }),
    );
    expect(unwrapEnvelope(rx1({ f: 'gemini', c: null, m: null, k: 'red', d: 'x' }))).toEqual({
      origin: { protocol: 'gemini', channelId: null, model: null },
      state: { kind: 'redacted', data: 'x' },
    });
  });

  it.each(PROTOCOL_IDS.flatMap((protocol) => KINDS.map((kind) => [protocol, kind] as const)))(
    'comes back whole: %s, %s',
    (protocol, kind) => {
      const made: Envelope = {
        origin: { protocol, channelId: 'ch-ä', model: null },
        state: { kind, data: 'd\u0000"👀' },
        text: 'not shown',
      };
      expect(unwrapEnvelope(wrapEnvelope(made, false))).toEqual(made);
      expect(unwrapEnvelope(wrapEnvelope(made, true))).toEqual(made);
    },
  );

  it('is base64 that decodes to itself where the field is bytes', () => {
    const value = wrapEnvelope(envelope, true);
    expect(Buffer.from(value, 'base64').toString('base64')).toBe(value);
    expect(value).toMatch(/^[A-Za-z0-9+/]+=*$/);
  });

  it.each([
    '',
    'ErUBsig',
    'gAAAAABo',
    'eyJmIjoi',
    'eyJmIjoiYSJ9',
    'rx2.abc',
    'skip_thought_signature_validator',
  ])('takes %j for native', (value) => {
    expect(unwrapEnvelope(value)).toBeNull();
  });

  it.each([
    'rx1.',
    wrapEnvelope(envelope, false).slice(0, -9),
    rx1([]),
    rx1({ f: 'x', c: 'c1', m: null, k: 'sig', d: '' }),
    rx1({ f: 'gemini', c: 1, m: null, k: 'sig', d: '' }),
    rx1({ f: 'gemini', c: 'c1', m: {}, k: 'sig', d: '' }),
    rx1({ f: 'gemini', c: 'c1', m: null, k: '__proto__', d: '' }),
    rx1({ f: 'gemini', c: 'c1', m: null, k: 'sig' }),
  ])('gives a damaged one (%j) to no channel', (value) => {
    expect(unwrapEnvelope(value)).toMatchObject({
      origin: { channelId: '' },
      state: { kind: 'none', data: '' },
    });
  });
});
