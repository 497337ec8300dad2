import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestRecord } from '#shared/domain/request-record';
import { COLUMNS } from './columns';
import { RequestRow } from './request-row';

/** A few requests in full; for many there is a list that only draws what is in sight. */
export function RequestTable({ requests }: { readonly requests: readonly RequestRecord[] }) {
  return (
    <RequestGrid>
      {requests.map((request) => (
        <RequestRow key={request.id} request={request} />
      ))}
    </RequestGrid>
  );
}

/** The headings, and below them rows. */
export function RequestGrid({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('requests');
  return (
    <div role="table" aria-label={t('caption')} className="min-w-0">
      <div role="rowgroup">
        <div role="row" className={`${COLUMNS} border-b px-2 pb-1.5 text-[12px] text-muted`}>
          <span role="columnheader">{t('columns.time')}</span>
          <span role="columnheader" className="hidden lg:block">
            {t('columns.client')}
          </span>
          <span role="columnheader" className="hidden lg:block">
            {t('columns.project')}
          </span>
          <span role="columnheader">{t('columns.model')}</span>
          <span role="columnheader">{t('columns.channel')}</span>
          <span role="columnheader">{t('columns.outcome')}</span>
          <span role="columnheader" className="text-right">
            {t('columns.firstToken')}
          </span>
          <span role="columnheader" className="hidden text-right lg:block">
            {t('columns.total')}
          </span>
          <span role="columnheader" className="text-right">
            {t('columns.tokens')}
          </span>
          <span role="columnheader" className="hidden text-right lg:block">
            {t('columns.cost')}
          </span>
        </div>
      </div>
      <div role="rowgroup">{children}</div>
    </div>
  );
}
