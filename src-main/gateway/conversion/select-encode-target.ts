import type { ChannelProfile } from '#shared/domain/channel-profile';
import { resolveChannelProfile } from '#shared/domain/resolve-channel-profile';
import type { GatewayChannel } from '../ports';
import type { EncodeTarget } from '../protocols/canonical/codec';
import { findOpenaiModel } from '../protocols/models/fit-openai-request';

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

/** The channel's word comes before what a name tells. Only OpenAI's own two protocols carry names of OpenAI. */
function selectMaxOutputTokens(
  { protocol }: GatewayChannel,
  model: string,
  profile: ChannelProfile,
): number | null {
  if (profile.maxOutputTokens !== null || !protocol.startsWith('openai-')) return profile.maxOutputTokens;
  return findOpenaiModel({ model, profile })?.maxOutputTokens ?? null;
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
    limits: { maxOutputTokens: selectMaxOutputTokens(channel, model, profile), contextTokens: null },
  };
}
