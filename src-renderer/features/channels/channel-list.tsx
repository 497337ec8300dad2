import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '#shared/domain/channel';
import { api } from '#renderer/lib/client';
import { ChannelRow } from './channel-row';
import { useMoveChannel } from './use-move-channel';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Every channel in the order they are tried, with what the last day has shown of it. */
export function ChannelList({ channels }: { readonly channels: readonly Channel[] }) {
  const { t } = useTranslation(['channels', 'common']);
  const { moveTo } = useMoveChannel(channels);
  const [dragged, setDragged] = useState<string | null>(null);
  const { data: status } = useQuery(api.system.status.queryOptions());
  const { data: day } = useQuery(api.analytics.get.queryOptions({ input: { windowMs: DAY_MS } }));
  return (
    <div className="overflow-x-auto rounded-md border bg-surface">
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">{t('caption')}</caption>
        <thead className="text-[12px] text-muted">
          <tr className="border-b [&_th]:px-3 [&_th]:py-2 [&_th]:font-normal [&_th]:whitespace-nowrap">
            <th scope="col">{t('columns.channel')}</th>
            <th scope="col">{t('columns.state')}</th>
            <th scope="col" className="text-right">
              {t('columns.firstToken')}
            </th>
            <th scope="col" className="text-right">
              {t('columns.requests')}
            </th>
            <th scope="col" className="text-right">
              {t('columns.tokens')}
            </th>
            <th scope="col">
              <span className="sr-only">{t('columns.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {channels.map((channel, index) => (
            <ChannelRow
              key={channel.id}
              channel={channel}
              isFirst={index === 0}
              isLast={index === channels.length - 1}
              isDragged={dragged === channel.id}
              onMove={(by) => moveTo(channel.id, index + by)}
              onDrag={(isDragged) => setDragged(isDragged ? channel.id : null)}
              onDrop={() => {
                if (dragged !== null) moveTo(dragged, index);
              }}
              problem={status?.channels.find(({ id }) => id === channel.id)?.problem ?? null}
              isPinned={status?.pinnedChannel?.id === channel.id}
              day={day?.channels.find(({ channelId }) => channelId === channel.id) ?? null}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
