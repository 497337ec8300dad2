import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { PriceView } from '#shared/contract/prices';
import { api } from '#renderer/lib/client';
import { useFormat } from '#renderer/lib/format';
import { Button } from '#renderer/ui/button';
import { Card } from '#renderer/ui/card';
import { Failure, Skeleton } from '#renderer/ui/feedback';
import { Field } from '#renderer/ui/field';
import { Input } from '#renderer/ui/input';

const RATES = ['input', 'output', 'cacheRead'] as const;
type Rate = (typeof RATES)[number];
type Draft = Readonly<Record<Rate | 'model', string>>;

const EMPTY: Draft = { model: '', input: '', output: '', cacheRead: '' };
/** A list of all that is published helps nobody; a search does. */
const MAX_SHOWN = 12;

/** What models cost: the user's own prices, and published ones to look up. */
export function PricesCard() {
  const { t } = useTranslation('settings');
  const prices = useQuery(api.prices.list.queryOptions());
  return (
    <Card title={t('prices.title')}>
      <div className="flex flex-col gap-4">
        <p className="text-muted">{t('prices.text')}</p>
        {prices.isPending && <Skeleton className="h-24" />}
        {prices.isError && <Failure error={prices.error} onRetry={() => void prices.refetch()} />}
        {prices.data !== undefined && (
          <>
            <OwnPrices prices={prices.data} />
            <PublishedPrices prices={prices.data} />
          </>
        )}
      </div>
    </Card>
  );
}

function OwnPrices({ prices }: { readonly prices: PriceView }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(EMPTY);
  const onSuccess = (view: PriceView): void => void queries.setQueryData(api.prices.list.queryKey(), view);
  const set = useMutation(
    api.prices.set.mutationOptions({
      onSuccess: (view) => {
        onSuccess(view);
        setDraft(EMPTY);
      },
    }),
  );
  const remove = useMutation(api.prices.remove.mutationOptions({ onSuccess }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    set.mutate({
      model: draft.model.trim(),
      provider: null,
      currency: 'USD',
      input: Number(draft.input),
      output: Number(draft.output),
      cacheRead: draft.cacheRead.trim() === '' ? null : Number(draft.cacheRead),
      cacheWrite5m: null,
      cacheWrite1h: null,
    });
  };
  return (
    <>
      {prices.own.length > 0 && (
        <ul className="flex flex-col divide-y">
          {prices.own.map(({ model, provider, currency, input, output }) => (
            <li key={`${provider} ${model}`} className="flex items-center gap-3 py-1">
              <span className="min-w-0 flex-1 truncate font-mono text-[12.5px]" title={model}>
                {provider === null ? model : `${provider}: ${model}`}
              </span>
              <span className="shrink-0 tabular-nums">
                {t('prices.perMillion', {
                  input: format.number(input, 4),
                  output: format.number(output, 4),
                  currency,
                })}
              </span>
              <Button
                look="quiet"
                size="smallIcon"
                aria-label={t('prices.remove', { model })}
                onClick={() => remove.mutate({ model, provider })}
              >
                <Trash2 aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form className="flex flex-wrap items-end gap-2" onSubmit={submit}>
        <div className="min-w-48 flex-1">
          <Field label={t('prices.model')}>
            {(ids) => (
              <Input
                {...ids}
                required
                className="font-mono text-[12.5px]"
                value={draft.model}
                onChange={(event) => setDraft({ ...draft, model: event.target.value })}
              />
            )}
          </Field>
        </div>
        {RATES.map((rate) => (
          <div key={rate} className="w-28">
            <Field label={t(`prices.${rate}`)}>
              {(ids) => (
                <Input
                  {...ids}
                  type="number"
                  min={0}
                  step="any"
                  required={rate !== 'cacheRead'}
                  value={draft[rate]}
                  onChange={(event) => setDraft({ ...draft, [rate]: event.target.value })}
                />
              )}
            </Field>
          </div>
        ))}
        <Button type="submit" busy={set.isPending}>
          {t('prices.set')}
        </Button>
      </form>
      {set.error !== null && <Failure error={set.error} />}
    </>
  );
}

function PublishedPrices({ prices }: { readonly prices: PriceView }) {
  const { t } = useTranslation(['settings', 'common']);
  const format = useFormat();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const found =
    wanted === ''
      ? []
      : prices.list.filter((price) =>
          [...price.models, ...price.providers].some((name) => name.includes(wanted)),
        );
  return (
    <div className="flex flex-col gap-2">
      <Field label={t('prices.published')}>
        {(ids) => (
          <Input
            {...ids}
            type="search"
            placeholder={t('prices.search')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {wanted !== '' && found.length === 0 && <p className="text-muted">{t('prices.none')}</p>}
      <ul className="flex flex-col divide-y">
        {found
          .slice(0, MAX_SHOWN)
          .map(({ models, providers, source, seen, confidence, currency, ...rates }) => (
            <li key={`${providers.join()} ${models.join()}`} className="flex flex-wrap gap-x-3 py-1">
              <span className="min-w-0 flex-1 truncate font-mono text-[12.5px]" title={models.join('\n')}>
                {models[0]}
              </span>
              <span className="shrink-0 tabular-nums">
                {t('prices.perMillion', {
                  input: format.number(rates.input, 4),
                  output: format.number(rates.output, 4),
                  currency,
                })}
              </span>
              <a
                className="shrink-0 text-[12.5px] text-accent underline"
                href={source}
                target="_blank"
                rel="noreferrer"
              >
                {seen ?? t('prices.remembered')} · {t(`prices.confidence.${confidence}`)}
              </a>
            </li>
          ))}
      </ul>
    </div>
  );
}
