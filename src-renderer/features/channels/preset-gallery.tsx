import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderPreset } from '#shared/domain/provider-preset';
import { api } from '#renderer/lib/client';
import { Button } from '#renderer/ui/button';
import { Failure, Skeleton } from '#renderer/ui/feedback';
import { Input } from '#renderer/ui/input';

/** Known providers by name, in no order but the alphabet's, and a way without any of them. */
export function PresetGallery({ onChoose }: { readonly onChoose: (preset: ProviderPreset | null) => void }) {
  const { t } = useTranslation(['channels', 'common']);
  const [search, setSearch] = useState('');
  const presets = useQuery(api.presets.list.queryOptions({ staleTime: Infinity }));
  const wanted = search.trim().toLowerCase();
  const shown = (presets.data ?? [])
    .filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <div className="flex flex-col gap-3">
      <div className="flex gap-2">
        <Input
          autoFocus
          type="search"
          value={search}
          aria-label={t('gallery.search')}
          placeholder={t('gallery.search')}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Button onClick={() => onChoose(null)}>{t('gallery.custom')}</Button>
      </div>
      {presets.isPending && <Skeleton className="h-60" />}
      {presets.isError && <Failure error={presets.error} onRetry={() => void presets.refetch()} />}
      <ul className="grid grid-cols-1 gap-1.5 sm:grid-cols-2">
        {shown.map((preset) => (
          <li key={preset.id}>
            <button
              type="button"
              onClick={() => onChoose(preset)}
              className="flex w-full flex-col rounded-md border px-3 py-2 text-left hover:border-line-strong hover:bg-sunken"
            >
              <span className="max-w-full font-medium">{preset.name}</span>
              <span className="text-[12.5px] text-muted">
                {preset.endpoints.map(({ protocol }) => t(`common:protocols.${protocol}`)).join(', ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {presets.data !== undefined && shown.length === 0 && <p className="text-muted">{t('gallery.none')}</p>}
    </div>
  );
}
