import type { Channel } from '#shared/domain/channel';
import type { Quota } from '#shared/domain/channel-health';
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
  const text = describeHealth(channel, pinnedChannelId, { t, locale });
  const tightest = selectTightest(channel.health.quota);
  if (tightest === null) return text;
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  return t('cli.state.quota', { state: text, left: share.format(tightest.left), kind: tightest.kind });
}

/** The limit that will be reached first. */
function selectTightest(quotas: readonly Quota[]): { kind: string; left: number } | null {
  const shares = quotas.flatMap(({ kind, limit, remaining, utilization }) => {
    if (utilization !== null) return [{ kind, left: Math.max(0, 1 - utilization) }];
    return limit !== null && limit > 0 && remaining !== null ? [{ kind, left: remaining / limit }] : [];
  });
  return shares.toSorted((a, b) => a.left - b.left)[0] ?? null;
}

function describeHealth(
  channel: Channel,
  pinnedChannelId: string | null,
  { t, locale }: Pick<Translator, 't' | 'locale'>,
): string {
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
