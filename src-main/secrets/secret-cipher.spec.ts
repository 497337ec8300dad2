import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecretCipher } from './secret-cipher';
import { UnreadableSecretError } from './secret-error';

const dataKey = randomBytes(32);
const cipher = createSecretCipher(dataKey);

describe('createSecretCipher', () => {
  it.for(['sk-ant-secret', '', '密钥 🔑', 'x'.repeat(10_000)])('opens what it sealed: %.20s', (plaintext) => {
    const sealed = cipher.seal(plaintext, 'credential-1');
    expect(sealed).toMatch(/^v1\.[A-Za-z0-9_-]+$/);
    if (plaintext !== '') expect(sealed).not.toContain(plaintext);
    expect(cipher.open(sealed, 'credential-1')).toBe(plaintext);
    expect(createSecretCipher(Uint8Array.from(dataKey)).open(sealed, 'credential-1')).toBe(plaintext);
  });

  it('never seals the same secret to the same text', () => {
    expect(cipher.seal('same', 'context')).not.toBe(cipher.seal('same', 'context'));
  });

  it('does not open with another data key', () => {
    const sealed = cipher.seal('secret', 'context');
    expect(() => createSecretCipher(randomBytes(32)).open(sealed, 'context')).toThrow(
      expect.objectContaining({ name: 'UnreadableSecretError', code: 'secret_unreadable', reason: 'key' }),
    );
  });

  it('does not open a secret that was moved to another credential', () => {
    expect(() => cipher.open(cipher.seal('secret', 'mine'), 'yours')).toThrow(UnreadableSecretError);
  });

  it('does not open when any one character was changed', () => {
    const sealed = cipher.seal('secret', 'context');
    for (let index = 0; index < sealed.length; index++) {
      const changed = sealed.slice(0, index) + (sealed[index] === 'A' ? 'B' : 'A') + sealed.slice(index + 1);
      expect(() => cipher.open(changed, 'context')).toThrow(UnreadableSecretError);
    }
  });

  it.for(['', 'v1.', 'v1.AAAA', 'v2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'sk-plain', 'v1.ä'])(
    'calls text it did not write by its name: %s',
    (text) => {
      expect(() => cipher.open(text, 'context')).toThrow(expect.objectContaining({ reason: 'format' }));
    },
  );

  it('says nothing of the secret in the error', () => {
    const sealed = cipher.seal('secret', 'context');
    try {
      cipher.open(sealed, 'other');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UnreadableSecretError);
      expect(String((error as Error).stack)).not.toContain(sealed.slice(3));
      expect((error as Error).cause).toBeUndefined();
    }
  });

  it('refuses a data key of the wrong length', () => {
    expect(() => createSecretCipher(randomBytes(16))).toThrow(RangeError);
  });
});
