import type { GatewayChannel } from '../ports';
import type { RouteFacts } from './plan-route';

/** Whether a channel is one of those that the gateway token and the address leave to a request. */
export function isInScope(
  { id }: Pick<GatewayChannel, 'id'>,
  { channelIds }: Pick<RouteFacts, 'channelIds'>,
): boolean {
  return channelIds == null || channelIds.includes(id);
}
