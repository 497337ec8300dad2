import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BaseUrlError, normalizeBaseUrl, upstreamUrl } from './base-url';
import type { ProtocolId } from './protocol';

const PATHS: Record<ProtocolId, string> = {
  'anthropic-messages': '/messages',
  'openai-chat': '/chat/completions',
  'openai-responses': '/responses',
  gemini: '/models/gemini-x:generateContent',
};

function resolve(protocol: ProtocolId, pasted: string, version?: string): string {
  return upstreamUrl(normalizeBaseUrl(pasted), protocol, PATHS[protocol], version).toString();
}

describe('base URLs as providers print them', () => {
  it.each([
    'https://api.anthropic.com',
    'https://api.anthropic.com/',
    'https://api.anthropic.com/v1',
    'https://api.anthropic.com/v1/',
    'https://api.anthropic.com/v1/messages',
    'https://api.anthropic.com/v1/messages/',
    ' api.anthropic.com/v1 ',
  ])('%s reaches the Messages endpoint once', (pasted) => {
    expect(resolve('anthropic-messages', pasted)).toBe('https://api.anthropic.com/v1/messages');
  });

  it.each([
    ['https://api.openai.com', 'https://api.openai.com/v1/chat/completions'],
    ['https://api.z.ai/api/paas/v4/', 'https://api.z.ai/api/paas/v4/chat/completions'],
    ['https://api.groq.com/openai/v1/chat/completions', 'https://api.groq.com/openai/v1/chat/completions'],
    // A provider without a version: only the pasted endpoint can say so.
    ['https://api.example.com/chat/completions', 'https://api.example.com/chat/completions'],
    [
      'https://generativelanguage.googleapis.com/v1beta/openai/',
      'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions',
    ],
    ['localhost:11434/v1', 'http://localhost:11434/v1/chat/completions'],
    [
      'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2026-01-01',
      'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2026-01-01',
    ],
  ])('%s → %s', (pasted, expected) => {
    expect(resolve('openai-chat', pasted)).toBe(expected);
  });

  it.each([
    ['https://generativelanguage.googleapis.com', 'v1beta'],
    ['https://generativelanguage.googleapis.com/v1beta', 'v1beta'],
    ['https://generativelanguage.googleapis.com/v1beta/', 'v1beta'],
    ['https://generativelanguage.googleapis.com/v1beta/models', 'v1beta'],
    ['https://generativelanguage.googleapis.com/v1', 'v1'],
  ])('gemini: %s keeps its own version, else the client’s', (pasted, version) => {
    expect(resolve('gemini', pasted, '/v1beta')).toBe(
      `https://generativelanguage.googleapis.com/${version}/models/gemini-x:generateContent`,
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
        const once = normalizeBaseUrl(url);
        expect(normalizeBaseUrl(once)).toBe(once);
      }),
    );
  });

  it.each(['', 'http://', 'ftp://host/x', 'https://user:secret@host', 'not a url at all'])(
    'refuses %j',
    (pasted) => {
      expect(() => normalizeBaseUrl(pasted)).toThrow(BaseUrlError);
    },
  );

  it('does not repeat a password in its message', () => {
    expect(() => normalizeBaseUrl('https://user:hunter2-fake@host')).toThrow(/^(?!.*hunter2)/);
  });
});
