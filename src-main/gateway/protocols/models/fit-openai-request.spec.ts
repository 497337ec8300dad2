import { describe, expect, it } from 'vitest';
import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import { resolveChannelProfile } from '#shared/domain/resolve-channel-profile';
import type { ProtocolId } from '#shared/domain/protocol';
import type { EncodeTarget } from '../canonical/codec';
import type { ReasoningRequest } from '../canonical/request';
import { codecs } from '../codecs';
import { createCanonicalRequest } from '../testing/create-canonical-request';

const OFFICIAL: ChannelProfileOverrides = { official: true, effortStyle: 'openai' };
const THINKS_HARD: ReasoningRequest = { mode: 'budget', budget: 31_999, show: 'none' };
const OFF: ReasoningRequest = { mode: 'off', show: 'none' };

function encode(
  protocol: ProtocolId,
  model: string,
  reasoning: ReasoningRequest,
  overrides: ChannelProfileOverrides = OFFICIAL,
): Record<string, unknown> {
  const request = createCanonicalRequest({
    sampling: {
      temperature: 0.5,
      topP: 0.9,
      stop: ['x'],
      presencePenalty: 1,
      frequencyPenalty: 1,
      logprobs: true,
    },
    reasoning,
  });
  const target: EncodeTarget = {
    channelId: 'c',
    protocol,
    model,
    profile: resolveChannelProfile(protocol, overrides),
    limits: { maxOutputTokens: null, contextTokens: null },
  };
  const { body } = codecs[protocol].encodeRequest(request, target, () => {});
  const {
    model: _model,
    messages: _messages,
    input: _input,
    stream: _stream,
    store: _store,
    ...rest
  } = body as Record<string, unknown>;
  return rest;
}

const ALL = {
  temperature: 0.5,
  top_p: 0.9,
  stop: ['x'],
  presence_penalty: 1,
  frequency_penalty: 1,
  logprobs: true,
};
const ENCRYPTED = { include: ['reasoning.encrypted_content'] };

describe('requests for models of OpenAI', () => {
  it.each([
    ['openai-chat', 'o3', THINKS_HARD, { reasoning_effort: 'high' }],
    ['openai-chat', 'gpt-5.1', THINKS_HARD, { reasoning_effort: 'high' }],
    ['openai-chat', 'gpt-5.2', THINKS_HARD, { reasoning_effort: 'xhigh' }],
    ['openai-chat', 'gpt-5', OFF, { reasoning_effort: 'minimal' }],
    [
      'openai-chat',
      'gpt-5.1',
      OFF,
      { reasoning_effort: 'none', temperature: 0.5, top_p: 0.9, logprobs: true },
    ],
    ['openai-chat', 'gpt-4o', THINKS_HARD, ALL],
    ['openai-chat', 'o1-mini', THINKS_HARD, {}],
    ['openai-responses', 'o3', THINKS_HARD, { ...ENCRYPTED, reasoning: { effort: 'high' } }],
    ['openai-responses', 'gpt-5.1', THINKS_HARD, { ...ENCRYPTED, reasoning: { effort: 'high' } }],
    [
      'openai-responses',
      'gpt-5.1',
      OFF,
      { ...ENCRYPTED, reasoning: { effort: 'none' }, temperature: 0.5, top_p: 0.9 },
    ],
    ['openai-responses', 'gpt-5.1', { mode: 'default', show: 'default' }, ENCRYPTED],
    ['openai-responses', 'gpt-4o', THINKS_HARD, { temperature: 0.5, top_p: 0.9 }],
  ] as const)('%s: %s gets only what it takes (%j)', (protocol, model, reasoning, expected) => {
    expect(encode(protocol, model, reasoning)).toEqual(expected);
  });

  it('go on as they are to models that nobody knows, and to others that have taken the name', () => {
    const unchanged = { ...ALL, reasoning_effort: 'xhigh' };
    expect(encode('openai-chat', 'my-model', THINKS_HARD)).toEqual(unchanged);
    expect(encode('openai-chat', 'o3', THINKS_HARD, { effortStyle: 'openai' })).toEqual(unchanged);
  });

  it('have the levels that the owner of a channel names, whatever is known of the model', () => {
    const named = { ...OFFICIAL, efforts: ['low', 'xhigh'] as const };
    expect(encode('openai-chat', 'o3', THINKS_HARD, { ...named, efforts: [...named.efforts] })).toEqual({
      reasoning_effort: 'xhigh',
    });
  });
});
