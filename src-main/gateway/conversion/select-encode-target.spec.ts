import { describe, expect, it } from 'vitest';
import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import { testChannel } from '#tests/support/gateway/start-test-gateway';
import { codecs } from '../protocols/codecs';
import { selectEncodeTarget } from './select-encode-target';

const targetOf = (protocol: ProtocolId, model: string, profile: ChannelProfileOverrides) =>
  selectEncodeTarget(testChannel({ protocol, baseUrl: 'https://upstream.example', profile }), model);

const request = codecs['anthropic-messages'].decodeRequest(
  { model: 'm', max_tokens: 64_000, messages: [{ role: 'user', content: 'Hi' }] },
  { headers: {}, fromPath: null, client: 'claude-code', warn: () => {} },
);

describe('selectEncodeTarget', () => {
  it.each(PROTOCOL_IDS)(
    'case 63: what a channel says of its models lowers what an Anthropic client asks for (%s)',
    (protocol) => {
      const warnings: string[] = [];
      const target = targetOf(protocol, 'some-model', { maxOutputTokens: 8192 });
      expect(target.limits.maxOutputTokens).toBe(8192);
      const { body } = codecs[protocol].encodeRequest(request, target, (warning) => warnings.push(warning));
      expect(JSON.stringify(body)).toMatch(/(?:max_tokens|max_output_tokens|maxOutputTokens)":8192/);
      expect(warnings).toHaveLength(1);
      const free = codecs[protocol].encodeRequest(request, targetOf(protocol, 'some-model', {}), () => {});
      expect(JSON.stringify(free.body)).toContain('64000');
    },
  );

  it("case 63: knows the limits of OpenAI's models, unless the channel says another", () => {
    const limitOf = (model: string, profile: ChannelProfileOverrides) =>
      targetOf('openai-chat', model, profile).limits.maxOutputTokens;
    expect(limitOf('gpt-4o', { official: true })).toBe(16_384);
    expect(limitOf('gpt-4o', { official: true, maxOutputTokens: 1000 })).toBe(1000);
    expect(limitOf('gpt-4o', {})).toBeNull();
    expect(limitOf('some-model', { official: true })).toBeNull();
    expect(targetOf('gemini', 'gpt-4o', { official: true }).limits.maxOutputTokens).toBeNull();
  });
});
