import { useTranslation } from 'react-i18next';
import { useLocation, useParams, useSearch } from 'wouter';
import { Page } from '#renderer/ui/page';
import { FilterBar } from './filter-bar';
import { readFilter, writeFilter } from './filter';
import { RequestInspector } from './request-inspector';
import { RequestList } from './request-list';

export default function RequestsPage() {
  const { t } = useTranslation('requests');
  const [, navigate] = useLocation();
  const { id } = useParams<{ id?: string }>();
  const search = useSearch();
  const filter = readFilter(search);
  return (
    <Page title={t('title')}>
      <div className="flex h-full flex-col gap-3">
        <FilterBar filter={filter} onChange={(changed) => navigate(`/requests${writeFilter(changed)}`)} />
        <RequestList filter={filter} />
      </div>
      {id !== undefined && (
        <RequestInspector
          key={id}
          id={id}
          onClose={() => navigate(`/requests${search === '' ? '' : `?${search}`}`)}
        />
      )}
    </Page>
  );
}
