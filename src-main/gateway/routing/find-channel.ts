import type { GatewayChannel } from '../ports';

/** The enabled channel of that id or name, in any case; or why there is none, as a sentence. */
export function findChannel(channels: readonly GatewayChannel[], wanted: string): GatewayChannel | string {
  const folded = wanted.toLowerCase();
  const channel =
    channels.find(({ id }) => id === wanted) ?? channels.find(({ name }) => name.toLowerCase() === folded);
  if (channel === undefined) return `there is no channel ${JSON.stringify(wanted)}.`;
  return channel.enabled ? channel : `the channel ${JSON.stringify(channel.name)} is disabled.`;
}
