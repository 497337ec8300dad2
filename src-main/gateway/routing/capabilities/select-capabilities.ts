import type { ModelCapabilities } from '#shared/domain/model-capabilities';
import { selectProfile } from '../../conversion/select-encode-target';
import type { GatewayChannel } from '../../ports';
import { compileGlob } from '../compile-glob';
import { KNOWN_MODELS } from './known-models';

const known = KNOWN_MODELS.map(([pattern, capabilities]) => ({ fits: compileGlob(pattern), capabilities }));

/** One object for all that can do the same, so that they are told apart at a glance. */
const shared = new Map<string, ModelCapabilities>();

/** Clients may name any number of models. */
const MAX_MODELS = 1000;

/** A configuration that changes brings new channels. */
const selected = new WeakMap<GatewayChannel, Map<string, ModelCapabilities>>();

/** What a channel's model can do: its owner's word comes before the channel's dialect, and that before what its name tells. */
export function selectCapabilities(channel: GatewayChannel, model: string): ModelCapabilities {
  let ofChannel = selected.get(channel);
  if (ofChannel === undefined) {
    ofChannel = new Map();
    selected.set(channel, ofChannel);
  }
  let capabilities = ofChannel.get(model);
  if (capabilities === undefined) {
    capabilities = select(channel, model);
    if (ofChannel.size >= MAX_MODELS) ofChannel.clear();
    ofChannel.set(model, capabilities);
  }
  return capabilities;
}

function select(channel: GatewayChannel, model: string): ModelCapabilities {
  const profile = selectProfile(channel);
  const [, own] = Object.entries(profile.capabilities).find(([pattern]) => compileGlob(pattern)(model)) ?? [];
  const { images } = channel.profile;
  return share({
    ...known.find(({ fits }) => fits(model))?.capabilities,
    ...(images === undefined ? {} : { images }),
    webSearch: profile.serverTools.includes('web_search'),
    ...own,
  });
}

function share(capabilities: ModelCapabilities): ModelCapabilities {
  const key = JSON.stringify(capabilities);
  const same = shared.get(key);
  if (same !== undefined) return same;
  shared.set(key, capabilities);
  return capabilities;
}
