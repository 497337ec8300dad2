import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';
import { api } from '#renderer/lib/client';
import { Button } from '#renderer/ui/button';
import { Empty, Failure, Skeleton } from '#renderer/ui/feedback';
import { Page } from '#renderer/ui/page';
import { ChannelEditor } from './channel-editor';
import { ChannelList } from './channel-list';
import { NEW_CHANNEL } from './paths';

export default function ChannelsPage() {
  const { t } = useTranslation(['channels', 'common']);
  const [, navigate] = useLocation();
  const { id } = useParams<{ id?: string }>();
  const channels = useQuery(api.channels.list.queryOptions());
  const add = (): void => navigate(`/channels/${NEW_CHANNEL}`);
  const edited = channels.data?.find((channel) => channel.id === id) ?? null;

  return (
    <Page
      title={t('title')}
      actions={
        <Button look="primary" onClick={add}>
          <Plus aria-hidden />
          {t('add')}
        </Button>
      }
    >
      {channels.isPending && <Skeleton className="h-40" />}
      {channels.isError && <Failure error={channels.error} onRetry={() => void channels.refetch()} />}
      {channels.data?.length === 0 && (
        <Empty
          title={t('empty.title')}
          text={t('empty.text')}
          action={
            <Button look="primary" onClick={add}>
              {t('add')}
            </Button>
          }
        />
      )}
      {channels.data !== undefined && channels.data.length > 0 && <ChannelList channels={channels.data} />}
      {(id === NEW_CHANNEL || edited !== null) && (
        <ChannelEditor key={id} channel={edited} onClose={() => navigate('/channels')} />
      )}
    </Page>
  );
}
