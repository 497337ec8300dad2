import type { ChannelProfile } from '#shared/domain/channel-profile';
import { resolveChannelProfile } from '#shared/domain/resolve-channel-profile';
import type { GatewayChannel } from '../ports';
import type { EncodeTarget } from '../protocols/canonical/codec';

const NOTHING_KNOWN = { maxOutputTokens: null, contextTokens: null };

/** A configuration that changes brings new channels. */
const profiles = new WeakMap<GatewayChannel, ChannelProfile>();

/** All flags of a channel's dialect. */
export function selectProfile(channel: GatewayChannel): ChannelProfile {
  let profile = profiles.get(channel);
  if (profile === undefined) {
    profile = resolveChannelProfile(channel.protocol, channel.profile);
    profiles.set(channel, profile);
  }
  return profile;
}

/** What a codec needs to know of a channel. */
export function selectEncodeTarget(
  channel: GatewayChannel,
  model: string,
  profile: ChannelProfile = selectProfile(channel),
): EncodeTarget {
  return {
    channelId: channel.id,
    protocol: channel.protocol,
    model,
    profile,
    limits: NOTHING_KNOWN,
  };
}
