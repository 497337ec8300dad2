import { describe, expect, it } from 'vitest';
import { normalizeBaseUrl, upstreamUrl } from '#shared/domain/base-url';
import { channelProfileSchema } from '#shared/domain/channel-profile';
import type { ProtocolId } from '#shared/domain/protocol';
import { resolveChannelProfile } from '#shared/domain/resolve-channel-profile';
import { DOCUMENTED_ENDPOINTS } from './fixtures/documented-endpoints';
import { PROVIDER_PRESETS } from './provider-presets';

const ENDPOINTS: Record<ProtocolId, string> = {
  'anthropic-messages': '/messages',
  'openai-chat': '/chat/completions',
  'openai-responses': '/responses',
  gemini: '/models/m:generateContent',
};

const endpoints = PROVIDER_PRESETS.flatMap(({ id, endpoints: own }) =>
  own.map((endpoint) => ({ name: `${id} ${endpoint.protocol}`, id, ...endpoint })),
);
const findProfile = (id: string, protocol: ProtocolId) => {
  const endpoint = endpoints.find((each) => each.id === id && each.protocol === protocol);
  return resolveChannelProfile(protocol, endpoint?.profile ?? {});
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
    expect(resolved).toEqual(DOCUMENTED_ENDPOINTS);
  });

  it('stand in neutral order', () => {
    const ids = PROVIDER_PRESETS.map((preset) => preset.id);
    expect(ids).toEqual(ids.toSorted());
  });

  it('keep the ids that stored channels name', () => {
    expect(PROVIDER_PRESETS.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'anthropic',
        'deepseek',
        'gemini',
        'groq',
        'minimax',
        'moonshot',
        'ollama',
        'openai',
        'openrouter',
        'zai',
      ]),
    );
  });

  it('say where they come from, for at least forty providers', () => {
    expect(PROVIDER_PRESETS.length).toBeGreaterThanOrEqual(40);
    for (const { id, source, seen, confidence } of PROVIDER_PRESETS) {
      expect([id, new URL(source).protocol]).toEqual([id, 'https:']);
      // What nobody has read lately cannot be certain.
      expect([id, seen === null && confidence === 'high']).toEqual([id, false]);
    }
  });

  it('hold base URLs as a channel would store them', () => {
    for (const { baseUrl } of endpoints) expect(normalizeBaseUrl(baseUrl)).toBe(baseUrl);
  });

  it('send no key in the clear over a network', () => {
    const plain = endpoints.filter(({ baseUrl }) => !baseUrl.startsWith('https:'));
    expect(plain.map(({ baseUrl }) => new URL(baseUrl).hostname)).toEqual(plain.map(() => 'localhost'));
    expect(plain.filter(({ authStyle }) => authStyle !== 'none')).toEqual([]);
  });

  it('can be told apart by their names and endpoints', () => {
    const names = PROVIDER_PRESETS.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    const reached = PROVIDER_PRESETS.map((preset) =>
      preset.endpoints.map(({ protocol, baseUrl }) => `${protocol} ${baseUrl}`).join(),
    );
    expect(reached).toEqual([...new Set(reached)]);
  });

  it('name each protocol once, because a channel is made for a protocol', () => {
    const all = endpoints.map(({ name }) => name);
    expect(all).toEqual([...new Set(all)]);
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

describe('profiles of provider presets', () => {
  it('resolve to a whole profile', () => {
    for (const { protocol, profile } of endpoints) {
      const resolved = resolveChannelProfile(protocol, profile);
      expect(channelProfileSchema.parse(resolved)).toEqual(resolved);
    }
  });

  it('say nothing that their protocol says already', () => {
    const repeated = endpoints.flatMap(({ name, protocol, profile }) => {
      const defaults = new Map<string, unknown>(Object.entries(resolveChannelProfile(protocol, {})));
      return Object.entries(profile)
        .filter(([field, value]) => JSON.stringify(defaults.get(field)) === JSON.stringify(value))
        .map(([field]) => `${name} ${field}`);
    });
    expect(repeated).toEqual([]);
  });

  it('call official who defines the protocol, and nobody else', () => {
    expect(endpoints.filter(({ profile }) => profile.official === true).map(({ name }) => name)).toEqual([
      'anthropic anthropic-messages',
      'gemini gemini',
      'openai openai-responses',
      'openai openai-chat',
    ]);
  });

  it('leave Claude Code’s requests to Anthropic as they are', () => {
    expect(findProfile('anthropic', 'anthropic-messages')).toMatchObject({
      betaAllow: null,
      stripBillingBlock: false,
      midSystem: 'keep',
      structured: 'native',
      autoCache: true,
    });
  });

  it('ask OpenAI in the fields of its reasoning models', () => {
    expect(findProfile('openai', 'openai-chat')).toMatchObject({
      maxTokensField: 'max_completion_tokens',
      systemRole: 'developer',
      midSystem: 'keep',
      effortStyle: 'openai',
      customTools: true,
      strictTools: true,
      files: true,
    });
  });

  it('send reasoning back unchecked where it is wanted back from anybody', () => {
    const required = endpoints.filter(({ profile }) => profile.reasoningReplay === 'required');
    expect(required.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['deepseek anthropic-messages', 'deepseek openai-chat', 'moonshot openai-chat']),
    );
    expect(required.filter(({ profile }) => profile.signatureChecked !== false)).toEqual([]);
  });

  it('check signatures where Claude itself answers', () => {
    for (const id of ['anthropic', 'openrouter'])
      expect(findProfile(id, 'anthropic-messages').signatureChecked).toBe(true);
  });

  it('spare strict providers what they refuse', () => {
    expect(findProfile('groq', 'openai-chat')).toMatchObject({
      dropNames: true,
      dropParams: ['logprobs', 'top_logprobs', 'logit_bias'],
    });
    expect(findProfile('mistral', 'openai-chat')).toMatchObject({
      maxTokensField: 'max_tokens',
      toolIdStyle: 'alnum9',
      toolChoiceRequired: 'any',
      assistantAfterTool: true,
      streamOptions: false,
    });
    expect(findProfile('xai', 'openai-chat').dropParams).toEqual([
      'frequency_penalty',
      'presence_penalty',
      'stop',
    ]);
  });
});
