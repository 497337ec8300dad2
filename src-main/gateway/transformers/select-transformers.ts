import * as z from 'zod';
import { splitUse, type TransformerUse } from '#shared/domain/channel-transformers';
import { isBuiltInTransformer } from '#shared/domain/transformer-options';
import type { GatewayChannel } from '../ports';
import { BUILT_IN_TRANSFORMERS } from './built-in';
import { createUserTransformer } from './create-user-transformer';
import type { Transformer } from './transformer';

interface ChannelPipelines {
  readonly base: readonly Transformer[];
  /** With the base, for models that have more. */
  readonly byModel: ReadonlyMap<string, readonly Transformer[]>;
}

const NONE: readonly Transformer[] = [];
/** A configuration that changes brings new channels. */
const pipelines = new WeakMap<GatewayChannel, ChannelPipelines>();

/** A channel's transformers for one of its models, in the order in which they change a request. */
export function selectTransformers(channel: GatewayChannel, upstreamModel: string): readonly Transformer[] {
  if (channel.transformers === undefined) return NONE;
  let ofChannel = pipelines.get(channel);
  if (ofChannel === undefined) {
    ofChannel = createPipelines(channel, channel.transformers);
    pipelines.set(channel, ofChannel);
  }
  return ofChannel.byModel.get(upstreamModel) ?? ofChannel.base;
}

function createPipelines(
  { provider }: GatewayChannel,
  { use, models }: NonNullable<GatewayChannel['transformers']>,
): ChannelPipelines {
  const create = (uses: readonly TransformerUse[]): readonly Transformer[] =>
    uses.flatMap((used) => createTransformer(used, provider));
  const base = create(use);
  const byModel = Object.entries(models).map(
    ([model, own]) => [model, [...base, ...create(own.use)]] as const,
  );
  return { base, byModel: new Map(byModel) };
}

const scopeSchema = z.object({ only: z.array(z.string()).optional(), deny: z.array(z.string()).optional() });

function createTransformer(used: TransformerUse, provider: string): readonly Transformer[] {
  const { name, options } = splitUse(used);
  const { only, deny } = scopeSchema.parse(options);
  if (only?.includes(provider) === false || deny?.includes(provider) === true) return NONE;
  return [
    isBuiltInTransformer(name)
      ? BUILT_IN_TRANSFORMERS[name].create(options)
      : createUserTransformer(name, options),
  ];
}
