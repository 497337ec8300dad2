import { describe, expect, it } from 'vitest';
import { createGatewayToken, sha256Hex } from './gateway-token';

describe('gateway tokens', () => {
  it('carry their prefix and at least 32 random characters', () => {
    const tokens = Array.from({ length: 200 }, createGatewayToken);
    for (const token of tokens) expect(token).toMatch(/^rtx_[0-9A-Za-z]{32,}$/);
    expect(new Set(tokens).size).toBe(200);
    // Each of the 62 characters turns up; a range cut short would never show its last ones.
    expect(new Set(tokens.join('').replaceAll('rtx_', '')).size).toBe(62);
  });

  it('are found by the SHA-256 of their text', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
