import { ANY_MODEL, type ChannelSettings } from '#shared/domain/channel';

/** Model families that a mapping may name in place of a model. */
export const MODEL_TIERS = ['opus', 'sonnet', 'haiku'] as const;

export interface UpstreamModel {
  readonly model: string;
  readonly how: 'mapped' | 'listed' | 'tier' | 'any' | 'default';
}

/**
 * The upstream's name for a client's model, or null when the channel does not serve it. In order: an entry of the
 * mapping for this name, the entry for every name (`*`), the model list, the mapping's entry for the name's tier, a list
 * that holds `*`, the default model. An entry of the mapping is an explicit wish, so it wins over the list.
 */
export function selectUpstreamModel(
  channel: Pick<ChannelSettings, 'models' | 'modelMapping' | 'defaultModel'>,
  clientModel: string,
): UpstreamModel | null {
  const mapped = entry(channel.modelMapping, clientModel) ?? entry(channel.modelMapping, ANY_MODEL);
  if (mapped !== undefined) return { model: mapped, how: 'mapped' };

  if (channel.models.includes(clientModel)) return { model: clientModel, how: 'listed' };

  const name = clientModel.toLowerCase();
  const tier = MODEL_TIERS.find((candidate) => name.includes(candidate));
  const ofTier = tier === undefined ? undefined : entry(channel.modelMapping, tier);
  if (ofTier !== undefined) return { model: ofTier, how: 'tier' };

  if (channel.models.includes(ANY_MODEL)) return { model: clientModel, how: 'any' };
  if (channel.defaultModel !== null) return { model: channel.defaultModel, how: 'default' };
  return null;
}

/** Own entries only: a model may be called `constructor`. */
function entry(mapping: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(mapping, key) ? mapping[key] : undefined;
}
