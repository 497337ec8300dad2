import { useMutation } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '#shared/domain/channel';
import { api } from '#renderer/lib/client';
import { Button } from '#renderer/ui/button';
import { Failure, Notice } from '#renderer/ui/feedback';
import { Input } from '#renderer/ui/input';
import { checkDraft, listModels, toCreate, toUpdate, type ChannelDraft } from './draft';

interface FetchModelsProps {
  readonly channel: Channel | null;
  readonly draft: ChannelDraft;
  readonly onChange: (models: readonly string[]) => void;
}

/** What the provider says it has, to be ticked instead of typed. */
export function FetchModels({ channel, draft, onChange }: FetchModelsProps) {
  const { t } = useTranslation('channels');
  const [search, setSearch] = useState('');
  const models = useMutation(api.channels.models.mutationOptions());
  const isReady = Object.keys(checkDraft(draft)).length === 0;
  const run = (): void =>
    models.mutate(channel === null ? { channel: toCreate(draft) } : { stored: toUpdate(draft, channel) });
  const chosen = listModels(draft);
  const wanted = search.trim().toLowerCase();
  const names = models.data?.names ?? [];
  const shown = names.filter((name) => name.toLowerCase().includes(wanted));
  const toggle = (name: string, isChosen: boolean): void =>
    onChange(
      isChosen
        ? [...chosen.filter((other) => other !== '*'), name]
        : chosen.filter((other) => other !== name),
    );
  return (
    <div className="flex flex-col gap-2">
      <Button size="small" className="self-start" busy={models.isPending} disabled={!isReady} onClick={run}>
        {!models.isPending && <ListChecks aria-hidden />}
        {t('models.fetch')}
      </Button>
      {models.error !== null && <Failure error={models.error} />}
      {models.data?.failure != null && <Notice>{models.data.failure.message}</Notice>}
      {models.data?.failure === null && names.length === 0 && <Notice>{t('models.none')}</Notice>}
      {names.length > 0 && (
        <div className="flex flex-col gap-1 rounded-md border p-2">
          <Input
            type="search"
            aria-label={t('models.search', { count: names.length })}
            placeholder={t('models.search', { count: names.length })}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <ul className="flex max-h-52 flex-col overflow-y-auto" tabIndex={0}>
            {shown.map((name) => (
              <li key={name}>
                <label className="flex items-center gap-2 py-0.5 font-mono text-[12.5px] break-all">
                  <input
                    type="checkbox"
                    className="size-4 shrink-0 accent-(--accent)"
                    checked={chosen.includes(name)}
                    onChange={(event) => toggle(name, event.target.checked)}
                  />
                  {name}
                </label>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
