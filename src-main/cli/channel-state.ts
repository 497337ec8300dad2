import type { Channel } from '#shared/domain/channel';
import type { Translator } from '#shared/i18n/create-translator';

/** What a channel does right now in a few words, the worst news first. */
export function describeChannelState(
  channel: Channel,
  pinnedChannelId: string | null,
  { t, locale }: Translator,
): string {
  if (!channel.enabled) return t('cli.state.disabled');
  const usable = channel.credentials.filter(({ enabled, unreadable }) => enabled && !unreadable);
  if (channel.authStyle !== 'none' && usable.length === 0) {
    return channel.credentials.some(({ unreadable }) => unreadable)
      ? t('cli.state.unreadable')
      : t('cli.state.noCredential');
  }
  const { state, until } = channel.health;
  const time = until === null ? '' : formatTime(until, locale);
  switch (state) {
    case 'cooling':
      return t('cli.state.cooling', { time });
    case 'open':
      return t('cli.state.open', { time });
    case 'half-open':
      return t('cli.state.halfOpen');
    case 'active':
      return channel.id === pinnedChannelId ? t('cli.state.active') : t('cli.state.ready');
  }
}

/** With the day where it is not today. */
function formatTime(time: number, locale: string): string {
  const date = new Date(time);
  const isToday = date.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(locale, {
    timeStyle: 'medium',
    ...(isToday ? {} : { dateStyle: 'medium' }),
  }).format(date);
}
