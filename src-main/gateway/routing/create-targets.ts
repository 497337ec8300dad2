import type { GatewayChannel } from '../ports';
import { isInScope } from './is-in-scope';
import type { RouteFacts, RouteTarget } from './plan-route';
import { selectUpstreamModel } from './select-upstream-model';

/** Why a channel cannot answer a request. */
export type Refusal =
  | 'disabled'
  | 'drained'
  | 'not allowed'
  | 'not pinned'
  | 'other protocol'
  | 'model not served'
  | 'key unreadable';

/**
 * A channel's targets for a request, one for each of its credentials; or why there are none.
 *
 * @param place why the channel stands where it does in the plan
 * @param named the upstream's name of the model, where somebody named it; null leaves it to the channel's mapping
 */
export function createTargets(
  channel: GatewayChannel,
  facts: RouteFacts,
  place: string,
  named: string | null = null,
): readonly RouteTarget[] | Refusal {
  if (!isInScope(channel, facts)) return 'not allowed';
  if (!channel.enabled) return 'disabled';
  // A compacted conversion is its provider's own and cannot be written for another.
  if (facts.operation === 'compact' && channel.protocol !== facts.protocol) return 'other protocol';
  const model =
    named === null ? selectUpstreamModel(channel, facts.model) : ({ model: named, how: 'named' } as const);
  if (model === null) return 'model not served';
  // Calling without the key would turn a local problem into a puzzling "unauthorized" from the provider.
  if (channel.credentials.length === 0 && channel.unreadableCredentials > 0) return 'key unreadable';
  const converted = channel.protocol === facts.protocol ? '' : `, converted to ${channel.protocol}`;
  const reason = `${place}, model ${model.how}${converted}`;
  const credentials = channel.credentials.length === 0 ? [null] : channel.credentials;
  return credentials.map((credential) => ({ channel, credential, upstreamModel: model.model, reason }));
}
