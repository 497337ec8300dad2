import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RoutingTableView } from '#shared/contract/routing';
import { api } from '#renderer/lib/client';
import { useFormat } from '#renderer/lib/format';
import { useChangeSettings } from '#renderer/features/settings/use-change-settings';
import { Card } from '#renderer/ui/card';
import { Switch } from '#renderer/ui/switch';

/** What Routex does by itself where no rule says otherwise. */
export function PresetsCard({ table }: { readonly table: RoutingTableView }) {
  const { t } = useTranslation('routing');
  const format = useFormat();
  const { data: settings } = useQuery(api.settings.get.queryOptions());
  const change = useChangeSettings(settings);
  return (
    <Card title={t('presets.title')}>
      <p className="mb-2 text-muted">{t('presets.text')}</p>
      <ul className="flex flex-col divide-y">
        {table.presets.map(({ id, enabled, hits }) => (
          <li key={id} className="flex items-center gap-3 py-1.5">
            <span className="min-w-0 flex-1">{t(`presets.${id}`)}</span>
            <span className="shrink-0 text-[12.5px] text-muted">
              {t('hits', { count: hits, shown: format.compact(hits) })}
            </span>
            <Switch
              checked={enabled}
              aria-label={t(`presets.${id}`)}
              onCheckedChange={(checked) =>
                change({ presets: { [id]: checked } }, { presets: { [id]: enabled } })
              }
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}
