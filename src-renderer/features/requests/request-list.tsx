import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { RequestFilter } from '#shared/contract/requests';
import { api } from '#renderer/lib/client';
import { Button } from '#renderer/ui/button';
import { Empty, Failure, Skeleton } from '#renderer/ui/feedback';
import { RequestRow } from './request-row';
import { RequestGrid } from './request-table';

const PAGE = 100;
const ROW_HEIGHT = 36;
/** Rows drawn beyond what is in sight. */
const OVERSCAN = 8;
/** How near its end the next page is loaded. */
const AHEAD = 20;

/** All requests, newest first, of which only those in sight are drawn. At its top new ones come in by themselves. */
export function RequestList({ filter }: { readonly filter: RequestFilter }) {
  const { t } = useTranslation('requests');
  const [, navigate] = useLocation();
  const scroller = useRef<HTMLDivElement>(null);
  const pages = useInfiniteQuery(
    api.requests.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...filter,
        limit: PAGE,
        ...(cursor !== undefined && { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
      placeholderData: keepPreviousData,
      // Loading all pages again for each new request would be endless work; whoever scrolls looks at the past.
      maxPages: 50,
    }),
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    getItemKey: (index) => items[index]?.id ?? index,
  });
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= items.length - AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, items.length]);

  if (pages.isError) return <Failure error={pages.error} onRetry={() => void pages.refetch()} />;
  if (pages.isPending) return <Skeleton className="h-80" />;
  if (items.length === 0) {
    const isFiltered = Object.values(filter).some((value) => value !== undefined);
    return isFiltered ? (
      <Empty
        title={t('empty.filtered')}
        action={<Button onClick={() => navigate('/requests')}>{t('empty.clear')}</Button>}
      />
    ) : (
      <Empty title={t('empty.title')} text={t('empty.text')} />
    );
  }
  return (
    <div
      ref={scroller}
      tabIndex={0}
      aria-label={t('caption')}
      role="region"
      className="min-h-60 flex-1 overflow-y-auto rounded-md border bg-surface p-2"
    >
      <RequestGrid>
        <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
          {rows.map(({ index, key, start }) => {
            const request = items[index];
            return request === undefined ? null : (
              <RequestRow
                key={key}
                request={request}
                style={{
                  position: 'absolute',
                  top: 0,
                  left: 0,
                  right: 0,
                  transform: `translateY(${start}px)`,
                }}
              />
            );
          })}
        </div>
      </RequestGrid>
      {isFetchingNextPage && <p className="py-2 text-center text-muted">{t('loading')}</p>}
      {!hasNextPage && <p className="py-2 text-center text-[12.5px] text-muted">{t('end')}</p>}
    </div>
  );
}
