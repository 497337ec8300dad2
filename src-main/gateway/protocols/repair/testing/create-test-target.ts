import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import type { ProtocolId } from '#shared/domain/protocol';
import { resolveChannelProfile } from '#shared/domain/resolve-channel-profile';
import type { EncodeTarget } from '../../canonical/codec';

export function createTestTarget(protocol: ProtocolId, profile: ChannelProfileOverrides = {}): EncodeTarget {
  return {
    channelId: 'ch_test',
    protocol,
    model: 'test-model',
    profile: resolveChannelProfile(protocol, profile),
    limits: { maxOutputTokens: null, contextTokens: null },
  };
}
