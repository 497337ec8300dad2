import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoutingTableView } from '#shared/contract/routing';
import { api } from '#renderer/lib/client';
import { Button } from '#renderer/ui/button';
import { Card } from '#renderer/ui/card';
import { Empty, Failure, Notice, Skeleton } from '#renderer/ui/feedback';
import { Page } from '#renderer/ui/page';
import { ExplainCard } from './explain-card';
import { GroupsCard } from './groups-card';
import { OrderCard } from './order-card';
import { PresetsCard } from './presets-card';
import { RuleEditor } from './rule-editor';
import { RuleList } from './rule-list';

/** Which rule is being edited: one by its id, a new one, or none. */
type Edited = { readonly id: string | null } | null;

export default function RoutingPage() {
  const { t } = useTranslation('routing');
  const table = useQuery(api.routing.table.queryOptions());
  const channels = useQuery(api.channels.list.queryOptions());
  const [edited, setEdited] = useState<Edited>(null);
  const [litRule, setLitRule] = useState<string | null>(null);
  const canAdd = (channels.data?.length ?? 0) > 0;
  return (
    <Page
      title={t('title')}
      actions={
        <Button
          look="primary"
          onClick={() => setEdited({ id: null })}
          disabled={!canAdd || table.data === undefined}
        >
          <Plus aria-hidden />
          {t('add')}
        </Button>
      }
    >
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          {table.isError && <Failure error={table.error} onRetry={() => void table.refetch()} />}
          {table.isPending && <Skeleton className="h-40" />}
          {table.data !== undefined && (
            <>
              <Unreadable table={table.data} />
              <Card title={t('rules')}>
                {table.data.rules.length === 0 ? (
                  <Empty title={t('empty.title')} text={t('empty.text')} />
                ) : (
                  <RuleList table={table.data} litRule={litRule} onEdit={(id) => setEdited({ id })} />
                )}
              </Card>
              <GroupsCard table={table.data} />
              <OrderCard />
              <PresetsCard table={table.data} />
            </>
          )}
        </div>
        <ExplainCard onExplained={setLitRule} />
      </div>
      {edited !== null && table.data !== undefined && (
        <RuleEditor
          table={table.data}
          rule={table.data.rules.find(({ id }) => id === edited.id) ?? null}
          onClose={() => setEdited(null)}
        />
      )}
    </Page>
  );
}

function Unreadable({ table }: { readonly table: RoutingTableView }) {
  const { t } = useTranslation('routing');
  return table.unreadable.map(({ id, name, reason }) => (
    <Notice key={id}>{t('unreadable', { name: name ?? id, reason })}</Notice>
  ));
}
