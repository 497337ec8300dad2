import type { Channel } from '#shared/domain/channel';
import type { TranslationKey } from '#shared/i18n/resources';

/** One word for what a channel does right now, the worst news first. */
export function selectChannelState(channel: Channel, pinnedChannelId: string | null): TranslationKey {
  if (!channel.enabled) return 'cli.state.disabled';
  const usable = channel.credentials.filter(({ enabled, unreadable }) => enabled && !unreadable);
  if (channel.authStyle !== 'none' && usable.length === 0) {
    return channel.credentials.some(({ unreadable }) => unreadable)
      ? 'cli.state.unreadable'
      : 'cli.state.noCredential';
  }
  return channel.id === pinnedChannelId ? 'cli.state.active' : 'cli.state.ready';
}
