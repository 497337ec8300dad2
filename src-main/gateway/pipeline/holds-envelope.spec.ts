import { describe, expect, it } from 'vitest';
import { wrapEnvelope } from '../protocols/reasoning/envelope';
import { matchEndpoint } from '../server/match-endpoint';
import { holdsEnvelope } from './holds-envelope';

const origin = { protocol: 'gemini', channelId: 'c', model: 'm' } as const;

function request(path: string, text: string, chunkBytes: number) {
  const endpoint = matchEndpoint('POST', path);
  if (endpoint.type !== 'upstream') throw new Error(`${path} is no upstream path`);
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
  return { endpoint, plainBody: { chunks, length: bytes.length } };
}

describe('holdsEnvelope', () => {
  it.each([
    ['/v1/messages', false],
    ['/v1/responses', false],
    ['/v1beta/models/m:generateContent', true],
    ['/v1/chat/completions', true],
  ])('finds what was wrapped for %s, however the body is cut', (path, base64) => {
    const state = wrapEnvelope({ origin, state: { kind: 'signature', data: 'x' } }, base64);
    for (const chunkBytes of [1, 2, 3, 5, 1000]) {
      expect(holdsEnvelope(request(path, `{"signature":"${state}"}`, chunkBytes))).toBe(true);
      expect(holdsEnvelope(request(path, '{"signature":"EqQBCgIYAhIM1gbcDa9GJwZA"}', chunkBytes))).toBe(
        false,
      );
    }
  });
});
