import { PRIORITY_RANGE, type Channel } from '#shared/domain/channel';

/**
 * The priority with which a channel is tried where another one is now: just before it when it comes from below, just after it
 * when it comes from above. Where the range ends they are equals.
 *
 * @param channels in the order they are tried
 */
export function movePriority(
  channels: readonly Pick<Channel, 'id' | 'priority'>[],
  id: string,
  toIndex: number,
): number | null {
  const from = channels.findIndex((channel) => channel.id === id);
  const target = channels[toIndex];
  if (from === -1 || target === undefined || from === toIndex) return null;
  const moved = target.priority + (toIndex < from ? 1 : -1);
  return Math.min(Math.max(moved, PRIORITY_RANGE.min), PRIORITY_RANGE.max);
}
