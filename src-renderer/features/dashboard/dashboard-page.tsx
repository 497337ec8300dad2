import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api } from '#renderer/lib/client';
import { Button } from '#renderer/ui/button';
import { Card } from '#renderer/ui/card';
import { Empty, Failure, Skeleton } from '#renderer/ui/feedback';
import { Page } from '#renderer/ui/page';
import { ChannelStrip } from './channel-strip';
import { Figures } from './figures';
import { RangePicker } from './range-picker';
import { RankedBars } from './ranked-bars';
import { Shares } from './shares';
import { DEFAULT_RANGE, selectQuery, type Range } from './range';
import { RecentRequests } from './recent-requests';
import { StatusLine } from './status-line';

const Timeline = lazy(() => import('./timeline'));

export default function DashboardPage() {
  const { t } = useTranslation(['dashboard', 'common']);
  const [range, setRange] = useState<Range>(DEFAULT_RANGE);
  const analytics = useQuery(
    api.analytics.get.queryOptions({ input: selectQuery(range), placeholderData: keepPreviousData }),
  );
  const channels = useQuery(api.channels.list.queryOptions());
  const { data } = analytics;
  const isFirstRun = channels.data?.length === 0 && data?.totals.requests === 0;

  return (
    <Page title={t('title')} actions={<RangePicker range={range} onChange={setRange} />}>
      <div className="flex flex-col gap-4">
        <StatusLine />
        {analytics.isError && <Failure error={analytics.error} onRetry={() => void analytics.refetch()} />}
        {isFirstRun ? (
          <FirstRun />
        ) : (
          <>
            {data === undefined ? <Skeleton className="h-28" /> : <Figures analytics={data} />}
            <ChannelStrip channels={channels.data ?? []} shares={data?.channels ?? []} />
            <Card title={t('timeline.title')}>
              {data === undefined ? (
                <Skeleton className="h-64" />
              ) : (
                <Suspense fallback={<Skeleton className="h-64" />}>
                  <Timeline analytics={data} />
                </Suspense>
              )}
            </Card>
            {data !== undefined && (
              <div className="grid grid-cols-1 gap-4 xl:grid-cols-3">
                <Shares
                  title={t('byModel')}
                  shares={data.models.map((share) => ({ ...share, key: share.model, name: share.model }))}
                />
                <Shares
                  title={t('byChannel')}
                  shares={data.channels.map((share) => ({
                    ...share,
                    key: share.channelId,
                    name: share.channelName ?? t('goneChannel'),
                  }))}
                />
                <RankedBars
                  title={t('failures')}
                  unit="requests"
                  emptyText={t('noFailures')}
                  rows={data.failures.map(({ kind, requests }) => ({
                    key: kind,
                    name: t(`common:errorKinds.${kind}`),
                    value: requests,
                    href: `/requests?failureKind=${kind}`,
                  }))}
                />
              </div>
            )}
            <RecentRequests />
          </>
        )}
      </div>
    </Page>
  );
}

/** From nothing to the first answer, in order. */
function FirstRun() {
  const { t } = useTranslation('dashboard');
  const [, navigate] = useLocation();
  return (
    <Card>
      <Empty
        title={t('firstRun.title')}
        text={t('firstRun.text')}
        action={
          <Button look="primary" onClick={() => navigate('/channels/new')}>
            {t('firstRun.action')}
          </Button>
        }
      />
    </Card>
  );
}
