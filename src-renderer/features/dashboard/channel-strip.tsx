import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Analytics } from '#shared/domain/analytics';
import type { Channel } from '#shared/domain/channel';
import { api } from '#renderer/lib/client';
import { useFormat } from '#renderer/lib/format';
import { ChannelState } from '#renderer/features/channels/channel-state';

interface ChannelStripProps {
  readonly channels: readonly Channel[];
  readonly shares: Analytics['channels'];
}

/** Every channel that may answer, with its state. */
export function ChannelStrip({ channels, shares }: ChannelStripProps) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const { data: status } = useQuery(api.system.status.queryOptions());
  const enabled = channels.filter((channel) => channel.enabled);
  if (enabled.length === 0) return null;
  return (
    <ul aria-label={t('channelHealth')} className="flex flex-wrap gap-2">
      {enabled.map((channel) => {
        const share = shares.find(({ channelId }) => channelId === channel.id);
        return (
          <li key={channel.id} className="max-w-full">
            <Link
              href={`/channels/${channel.id}`}
              className="flex items-center gap-3 rounded-md border bg-surface px-2.5 py-1.5 hover:bg-sunken"
            >
              <span className="max-w-48 truncate font-medium" title={channel.name}>
                {channel.name}
              </span>
              <span className="text-[12.5px]">
                <ChannelState
                  channel={channel}
                  problem={status?.channels.find(({ id }) => id === channel.id)?.problem ?? null}
                />
              </span>
              {share !== undefined && (
                <span className="text-[12.5px] whitespace-nowrap text-muted">
                  {format.duration(share.firstTokenMs.p50)}
                </span>
              )}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
