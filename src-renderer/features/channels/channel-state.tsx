import { useTranslation } from 'react-i18next';
import type { ChannelSummary } from '#shared/contract/system';
import type { Channel } from '#shared/domain/channel';
import { useFormat } from '#renderer/lib/format';
import { useNow } from '#renderer/lib/use-now';
import { State } from '#renderer/ui/state';

const SECOND_MS = 1000;

interface ChannelStateProps {
  readonly channel: Pick<Channel, 'enabled' | 'health'>;
  readonly problem: ChannelSummary['problem'];
}

/** Whether a channel answers: what its owner has chosen, what keeps it from serving, and what requests have found out. */
export function ChannelState({ channel: { enabled, health }, problem }: ChannelStateProps) {
  const { t } = useTranslation(['channels', 'common']);
  const format = useFormat();
  const now = useNow(SECOND_MS);
  if (!enabled) return <State tone="off">{t('states.disabled')}</State>;
  if (problem !== null) return <State tone="failure">{t(`problems.${problem}`)}</State>;
  const { state, until } = health;
  const remaining = until === null ? null : Math.max(until - now, 0);
  const title = until === null ? {} : { title: format.dateTime(until) };
  switch (state) {
    case 'active':
      return <State tone="ok">{t('states.active')}</State>;
    case 'half-open':
      return <State tone="warning">{t('states.halfOpen')}</State>;
    case 'cooling':
      return (
        <State tone="waiting" {...title}>
          {t('states.cooling', { time: format.duration(remaining) })}
        </State>
      );
    case 'open':
      return (
        <State tone="failure" {...title}>
          {t('states.open', { time: format.duration(remaining) })}
        </State>
      );
  }
}
