import type { ProtocolId } from '#shared/domain/protocol';
import { mintRequestId } from './encoder';

type Headers = Record<string, string>;

const MINUTE_MS = 60_000;
const ANTHROPIC_LIMITS = {
  requests: 4000,
  tokens: 480_000,
  'input-tokens': 400_000,
  'output-tokens': 80_000,
};
const OPENAI_LIMITS = { requests: 5000, tokens: 450_000 };

/** Request id and rate-limit headers, as the real services put them on every answer. Google sends none of them. */
export function providerHeaders(protocol: ProtocolId | null, ordinal: number): Headers {
  const requestId = mintRequestId(ordinal);
  switch (protocol) {
    case 'anthropic-messages':
      return {
        'request-id': requestId,
        'anthropic-organization-id': '00000000-0000-4000-8000-000000000000',
        ...anthropicLimits(),
      };
    case 'openai-chat':
    case 'openai-responses':
      return {
        'x-request-id': requestId,
        'openai-organization': 'org-fake',
        'openai-processing-ms': '12',
        'openai-version': '2020-10-01',
        ...openaiLimits(),
      };
    case 'gemini':
      return { 'server-timing': 'gfet4t7; dur=12', vary: 'Origin, X-Origin, Referer' };
    case null:
      return {};
  }
}

function anthropicLimits(): Headers {
  const reset = new Date(Date.now() + MINUTE_MS).toISOString().replace(/\.\d+Z$/, 'Z');
  const entries = Object.entries(ANTHROPIC_LIMITS).flatMap(([name, limit]) => [
    [`anthropic-ratelimit-${name}-limit`, String(limit)],
    [`anthropic-ratelimit-${name}-remaining`, String(limit - 1)],
    [`anthropic-ratelimit-${name}-reset`, reset],
  ]);
  return Object.fromEntries(entries) as Headers;
}

function openaiLimits(): Headers {
  const entries = Object.entries(OPENAI_LIMITS).flatMap(([name, limit]) => [
    [`x-ratelimit-limit-${name}`, String(limit)],
    [`x-ratelimit-remaining-${name}`, String(limit - 1)],
    [`x-ratelimit-reset-${name}`, '12ms'],
  ]);
  return Object.fromEntries(entries) as Headers;
}
