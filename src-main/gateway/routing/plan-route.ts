import type { Capability } from '#shared/domain/model-capabilities';
import type { ProtocolId } from '#shared/domain/protocol';
import type { Operation } from '#shared/domain/request-record';
import type { RoutingPreset } from '#shared/domain/routing-presets';
import type { ChannelGroup } from '#shared/domain/routing-table';
import { GatewayError } from '../errors';
import type { GatewayChannel, GatewayConfig, GatewayCredential } from '../ports';
import { createTargets, type Refusal } from './create-targets';
import { isInScope } from './is-in-scope';

/** What the planner needs to know of a request. */
export interface RouteFacts {
  readonly protocol: ProtocolId;
  readonly operation: Operation;
  readonly model: string;
  /** Channels that may answer; null: all. */
  readonly channelIds?: readonly string[] | null;
}

/** One possible attempt: a channel, one of its credentials, and the name of the model there. */
export interface RouteTarget {
  readonly channel: GatewayChannel;
  /** Null for a channel that needs no key. */
  readonly credential: GatewayCredential | null;
  readonly upstreamModel: string;
  readonly reason: string;
  /** What the request needs and the model surely cannot do. */
  readonly lacks?: Capability;
  /** The group that it is there for, where that one's strategy decides among its channels. */
  readonly group?: ChannelGroup;
}

export interface RoutePlan {
  /** In the order they are tried; never empty. */
  readonly targets: readonly RouteTarget[];
  /** What Routex has done by itself. */
  readonly presets?: readonly RoutingPreset[] | undefined;
}

/**
 * The plan without rules: the pinned channel, then enabled channels that serve the model, highest priority first.
 * A channel's further credentials follow its first one directly.
 *
 * @throws {GatewayError} `no_channel` or `not_found` when nothing can serve the request, saying why
 */
export function planRoute(config: GatewayConfig, facts: RouteFacts): RoutePlan {
  const { failOverFromPinned } = config.settings;
  const pinned = findPinned(config, facts);
  const refusals = new Set<Refusal>();
  const targets: RouteTarget[] = [];

  for (const channel of orderChannels(config, facts.protocol, pinned)) {
    if (!isInScope(channel, facts)) continue;
    if (pinned !== undefined && !failOverFromPinned && channel !== pinned) {
      refusals.add(channel.enabled ? 'not pinned' : 'disabled');
      continue;
    }
    const place = channel === pinned ? 'pinned' : `priority ${channel.priority}`;
    const made = createTargets(channel, facts, place);
    // A pin is its owner's own wish, and so is a rule.
    if (channel.weight === 0 && channel !== pinned && typeof made !== 'string') {
      refusals.add('drained');
      continue;
    }
    if (typeof made === 'string') refusals.add(made);
    else targets.push(...made);
  }
  if (targets.length === 0) throw explainEmptyPlan(config, facts, refusals);
  return { targets };
}

/** The channel that its owner has chosen, as long as it may answer. */
export function findPinned(
  { channels, settings: { pinnedChannelId } }: GatewayConfig,
  facts: Pick<RouteFacts, 'channelIds'>,
): GatewayChannel | undefined {
  if (pinnedChannelId === null) return undefined;
  return channels.find(
    (channel) => channel.id === pinnedChannelId && channel.enabled && isInScope(channel, facts),
  );
}

const orders = new WeakMap<GatewayConfig, Map<string, readonly GatewayChannel[]>>();

/** The order is the same for all requests of a protocol and a configuration, but that some may not use the pinned channel. */
function orderChannels(
  config: GatewayConfig,
  protocol: ProtocolId,
  pinned: GatewayChannel | undefined,
): readonly GatewayChannel[] {
  let ofConfig = orders.get(config);
  if (ofConfig === undefined) {
    ofConfig = new Map();
    orders.set(config, ofConfig);
  }
  const key = pinned === undefined ? protocol : `${protocol} ${pinned.id}`;
  let order = ofConfig.get(key);
  if (order === undefined) {
    order = sortChannels(config.channels, protocol, pinned);
    ofConfig.set(key, order);
  }
  return order;
}

/**
 * Of equal priority, channels of the client's own protocol come first, because nothing has to be converted for them; and
 * else the order of the configuration is kept, oldest first.
 */
function sortChannels(
  channels: readonly GatewayChannel[],
  protocol: ProtocolId,
  pinned: GatewayChannel | undefined,
): readonly GatewayChannel[] {
  return channels.toSorted((a, b) => {
    if (a === pinned) return -1;
    if (b === pinned) return 1;
    if (a.priority !== b.priority) return b.priority - a.priority;
    return Number(b.protocol === protocol) - Number(a.protocol === protocol);
  });
}

function explainEmptyPlan(
  config: GatewayConfig,
  facts: RouteFacts,
  refusals: ReadonlySet<Refusal>,
): GatewayError {
  if (config.channels.length === 0) {
    return new GatewayError('no_channel', 'Routex has no channel yet. Add one with `routex channel add`.');
  }
  if (refusals.size === 0) {
    return new GatewayError(
      'no_channel',
      'The channels that this gateway token may use are gone. Bind it anew.',
    );
  }
  if (refusals.has('key unreadable')) {
    return new GatewayError(
      'no_channel',
      'The stored key of the channel for this request cannot be decrypted with the present data key. Enter the key again.',
    );
  }
  if (refusals.has('drained')) {
    return new GatewayError(
      'no_channel',
      `Every channel that could answer has weight 0, which drains it. Give one a weight above 0, or pin it with \`routex use\`.`,
    );
  }
  if (refusals.has('model not served')) {
    return new GatewayError(
      'not_found',
      `No enabled channel serves the model ${JSON.stringify(facts.model)}. Add it to a channel's models, or map it.`,
    );
  }
  if (refusals.has('not pinned')) {
    return new GatewayError(
      'no_channel',
      `The pinned channel cannot answer this request, and failing over from it is off.`,
    );
  }
  if (refusals.has('other protocol')) {
    return new GatewayError(
      'no_channel',
      `No enabled channel speaks ${facts.protocol}, which this request needs. Add one with \`routex channel add\`.`,
    );
  }
  return new GatewayError(
    'no_channel',
    'All channels for this request are disabled. Enable one with `routex channel enable`.',
  );
}
