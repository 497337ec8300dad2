import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import type { ProtocolId } from '#shared/domain/protocol';
import { resolveChannelProfile } from '#shared/domain/resolve-channel-profile';
import type { EncodeTarget } from '../../canonical/codec';
import type { CanonicalPart, ReasoningPart, ReasoningState } from '../../canonical/part';
import type { CanonicalMessage, CanonicalRequest, ReasoningRequest } from '../../canonical/request';
import { createCanonicalRequest } from '../../testing/create-canonical-request';

export function createTarget(
  protocol: ProtocolId,
  channelId: string,
  profile: ChannelProfileOverrides = {},
  model = 'm',
): EncodeTarget {
  return {
    channelId,
    protocol,
    model,
    profile: resolveChannelProfile(protocol, profile),
    limits: { maxOutputTokens: null, contextTokens: null },
  };
}

export function createRequest(
  protocol: ProtocolId,
  messages: readonly CanonicalMessage[] = [],
  reasoning: Partial<ReasoningRequest> = {},
): CanonicalRequest {
  return createCanonicalRequest({
    stream: true,
    messages,
    reasoning: { mode: 'default', show: 'default', ...reasoning },
    origin: { protocol, version: null, betas: [], client: 'other' },
  });
}

export const text = (value: string): CanonicalPart => ({ type: 'text', text: value });

export const call = (id: string, signature?: string): CanonicalPart => ({
  type: 'toolCall',
  id,
  name: 'read',
  args: '{}',
  ...(signature === undefined ? {} : { signature }),
});

export const result = (callId: string): CanonicalPart => ({
  type: 'toolResult',
  callId,
  content: [{ type: 'text', text: 'ok' }],
});

/** As a decoder reads it from a client: nobody knows yet whose it is. */
export const native = (protocol: ProtocolId, value: string, state?: ReasoningState): ReasoningPart => ({
  type: 'reasoning',
  text: value,
  ...(state === undefined ? {} : { state }),
  origin: { protocol, channelId: null, model: null },
});

export const user = (...parts: CanonicalPart[]): CanonicalMessage => ({ role: 'user', parts });
export const assistant = (...parts: CanonicalPart[]): CanonicalMessage => ({ role: 'assistant', parts });
