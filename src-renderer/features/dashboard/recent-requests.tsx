import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { api } from '#renderer/lib/client';
import { Card } from '#renderer/ui/card';
import { Skeleton } from '#renderer/ui/feedback';
import { RequestTable } from '#renderer/features/requests/request-table';

const SHOWN = 8;

export function RecentRequests() {
  const { t } = useTranslation('dashboard');
  const { data } = useQuery(api.requests.list.queryOptions({ input: { limit: SHOWN } }));
  return (
    <Card
      title={t('recent.title')}
      actions={
        <Link href="/requests" className="text-accent underline">
          {t('recent.all')}
        </Link>
      }
    >
      {data === undefined && <Skeleton className="h-40" />}
      {data?.items.length === 0 && <p className="py-6 text-center text-muted">{t('recent.empty')}</p>}
      {data !== undefined && data.items.length > 0 && <RequestTable requests={data.items} />}
    </Card>
  );
}
