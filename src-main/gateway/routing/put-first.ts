import type { ProtocolId } from '#shared/domain/protocol';
import type { Operation } from '#shared/domain/request-record';
import type { GatewayChannel } from '../ports';
import type { RoutePlan, RouteTarget } from './plan-route';
import { selectUpstreamModel } from './select-upstream-model';

export interface Choice {
  readonly channel: GatewayChannel;
  /** Null: the one the client asks for. */
  readonly model: string | null;
  /** Why, for the record. */
  readonly reason: string;
}

interface ChosenFor {
  readonly protocol: ProtocolId;
  readonly operation: Operation;
  readonly model: string;
  /** Channels that may answer; null: all. */
  readonly channelIds?: readonly string[] | null;
}

/**
 * The targets of a choice; a model that the channel neither lists nor maps is taken for the upstream's own name.
 *
 * @returns why the channel cannot be called, as a sentence, where it cannot
 */
export function selectChosen(choice: Choice, request: ChosenFor): readonly RouteTarget[] | string {
  const { channel } = choice;
  const { credentials, unreadableCredentials } = channel;
  const wanted = choice.model ?? request.model;
  const named = JSON.stringify(channel.name);
  if (request.channelIds?.includes(channel.id) === false) {
    return `the channel ${named} may not answer this request.`;
  }
  if (request.operation === 'compact' && channel.protocol !== request.protocol) {
    return `the channel ${named} does not speak ${request.protocol}, which this request needs.`;
  }
  if (credentials.length === 0 && unreadableCredentials > 0) {
    return `the stored key of the channel ${named} cannot be decrypted.`;
  }
  const upstreamModel = selectUpstreamModel(channel, wanted)?.model ?? wanted;
  const converted = channel.protocol === request.protocol ? '' : `, converted to ${channel.protocol}`;
  const reason = `${choice.reason}${converted}`;
  const keys = credentials.length === 0 ? [null] : credentials;
  return keys.map((credential) => ({ channel, credential, upstreamModel, reason }));
}

/** A plan that begins with these targets; what it held of them besides is not tried twice. */
export function putFirst(chosen: readonly RouteTarget[], plan: RoutePlan): RoutePlan {
  const isChosen = ({ channel, upstreamModel }: RouteTarget): boolean =>
    chosen.some((first) => first.channel === channel && first.upstreamModel === upstreamModel);
  return { ...plan, targets: [...chosen, ...plan.targets.filter((target) => !isChosen(target))] };
}
