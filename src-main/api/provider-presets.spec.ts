import { describe, expect, it } from 'vitest';
import { normalizeBaseUrl, upstreamUrl } from '#shared/domain/base-url';
import type { ProtocolId } from '#shared/domain/protocol';
import { PROVIDER_PRESETS } from './provider-presets';

const ENDPOINTS: Record<ProtocolId, string> = {
  'anthropic-messages': '/messages',
  'openai-chat': '/chat/completions',
  'openai-responses': '/responses',
  gemini: '/models/m:generateContent',
};

/** The address the provider documents, per preset and protocol. */
const DOCUMENTED: Record<string, Partial<Record<ProtocolId, string>>> = {
  anthropic: {
    'anthropic-messages': 'https://api.anthropic.com/v1/messages',
    'openai-chat': 'https://api.anthropic.com/v1/chat/completions',
  },
  deepseek: {
    'anthropic-messages': 'https://api.deepseek.com/anthropic/v1/messages',
    'openai-chat': 'https://api.deepseek.com/v1/chat/completions',
  },
  gemini: {
    gemini: 'https://generativelanguage.googleapis.com/v1beta/models/m:generateContent',
    'openai-chat': 'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions',
  },
  groq: {
    'openai-chat': 'https://api.groq.com/openai/v1/chat/completions',
    'openai-responses': 'https://api.groq.com/openai/v1/responses',
  },
  minimax: {
    'anthropic-messages': 'https://api.minimax.io/anthropic/v1/messages',
    'openai-chat': 'https://api.minimax.io/v1/chat/completions',
    'openai-responses': 'https://api.minimax.io/v1/responses',
  },
  moonshot: {
    'anthropic-messages': 'https://api.moonshot.ai/anthropic/v1/messages',
    'openai-chat': 'https://api.moonshot.ai/v1/chat/completions',
  },
  ollama: {
    'anthropic-messages': 'http://localhost:11434/v1/messages',
    'openai-chat': 'http://localhost:11434/v1/chat/completions',
    'openai-responses': 'http://localhost:11434/v1/responses',
  },
  openai: {
    'openai-responses': 'https://api.openai.com/v1/responses',
    'openai-chat': 'https://api.openai.com/v1/chat/completions',
  },
  openrouter: {
    'anthropic-messages': 'https://openrouter.ai/api/v1/messages',
    'openai-chat': 'https://openrouter.ai/api/v1/chat/completions',
    'openai-responses': 'https://openrouter.ai/api/v1/responses',
  },
  zai: {
    'anthropic-messages': 'https://api.z.ai/api/anthropic/v1/messages',
    'openai-chat': 'https://api.z.ai/api/paas/v4/chat/completions',
  },
};

describe('provider presets', () => {
  it('reach the endpoints their providers document', () => {
    const resolved = Object.fromEntries(
      PROVIDER_PRESETS.map((preset) => [
        preset.id,
        Object.fromEntries(
          preset.endpoints.map(({ protocol, baseUrl }) => {
            const version = protocol === 'gemini' ? '/v1beta' : undefined;
            return [protocol, upstreamUrl(baseUrl, protocol, ENDPOINTS[protocol], version).toString()];
          }),
        ),
      ]),
    );
    expect(resolved).toEqual(DOCUMENTED);
  });

  it('stand in neutral order', () => {
    const ids = PROVIDER_PRESETS.map((preset) => preset.id);
    expect(ids).toEqual(ids.toSorted());
  });

  it('hold base URLs as a channel would store them', () => {
    for (const { endpoints } of PROVIDER_PRESETS) {
      for (const { baseUrl } of endpoints) expect(normalizeBaseUrl(baseUrl)).toBe(baseUrl);
    }
  });

  it('say where a key comes from unless none is needed', () => {
    for (const preset of PROVIDER_PRESETS) {
      const needsKey = preset.endpoints.some((endpoint) => endpoint.authStyle !== 'none');
      expect({ id: preset.id, hasKeyUrl: preset.keyUrl !== null }).toEqual({
        id: preset.id,
        hasKeyUrl: needsKey,
      });
    }
  });
});
