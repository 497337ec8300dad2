import { useTranslation } from 'react-i18next';
import type { Analytics } from '#shared/domain/analytics';
import { UNKNOWN, useFormat } from '#renderer/lib/format';
import { cn } from '#renderer/lib/class-names';
import { SparkLine } from './spark-line';

/** Few numbers, each with where it comes from and how it changed. */
export function Figures({ analytics }: { readonly analytics: Analytics }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const { totals, previous, timeline } = analytics;
  const tokens = totals.inputTokens + totals.outputTokens;
  const finished = totals.success + totals.failed;
  return (
    <div className="flex flex-col gap-2">
      <div className="grid grid-cols-2 gap-2 xl:grid-cols-4">
        <Figure
          name={t('figures.requests')}
          value={format.compact(totals.requests)}
          exact={format.number(totals.requests)}
          note={
            finished === 0
              ? t('figures.none')
              : t('figures.success', { share: format.percent(totals.success / finished) })
          }
          change={format.change(totals.requests, previous.requests)}
          points={timeline.map(({ requests }) => requests)}
        />
        <Figure
          name={t('figures.firstToken')}
          value={format.duration(totals.firstTokenMs.p50)}
          note={t('figures.p95', { time: format.duration(totals.firstTokenMs.p95) })}
          change={changeOf(totals.firstTokenMs.p50, previous.firstTokenMs.p50, format.change)}
          better="less"
          points={timeline.map(({ firstTokenMs }) => firstTokenMs.p50)}
        />
        <Figure
          name={t('figures.tokens')}
          value={format.compact(tokens)}
          exact={format.number(tokens)}
          note={t('figures.inAndOut', {
            input: format.compact(totals.inputTokens),
            output: format.compact(totals.outputTokens),
          })}
          change={format.change(tokens, previous.inputTokens + previous.outputTokens)}
          points={timeline.map(({ inputTokens, outputTokens }) => inputTokens + outputTokens)}
        />
        <Figure
          name={t('figures.cost')}
          value={
            totals.costMicroUsd === 0 && totals.unpriced > 0 ? UNKNOWN : format.money(totals.costMicroUsd)
          }
          note={
            totals.unpriced === 0
              ? t('figures.allPriced')
              : t('figures.unpriced', { count: totals.unpriced, shown: format.compact(totals.unpriced) })
          }
          change={format.change(totals.costMicroUsd, previous.costMicroUsd)}
          better="less"
          points={timeline.map(({ costMicroUsd }) => costMicroUsd)}
        />
      </div>
      <dl className="flex flex-wrap gap-x-6 gap-y-1 px-1 text-[12.5px]">
        <Quiet
          name={t('figures.cacheHit')}
          value={
            totals.inputTokens === 0 ? UNKNOWN : format.percent(totals.cacheReadTokens / totals.inputTokens)
          }
        />
        <Quiet name={t('figures.total')} value={format.duration(totals.totalMs.p50)} />
        <Quiet name={t('figures.totalP95')} value={format.duration(totals.totalMs.p95)} />
        <Quiet
          name={t('figures.speed')}
          value={
            totals.tokensPerSecond === null
              ? UNKNOWN
              : t('figures.perSecond', { value: format.number(totals.tokensPerSecond, 1) })
          }
        />
        <Quiet name={t('figures.failed')} value={format.compact(totals.failed)} />
        <Quiet name={t('figures.failedOver')} value={format.compact(totals.failedOver)} />
        <Quiet name={t('figures.reasoning')} value={format.compact(totals.reasoningTokens)} />
      </dl>
    </div>
  );
}

function changeOf(
  now: number | null,
  before: number | null,
  change: (now: number, before: number) => string | null,
): string | null {
  return now === null || before === null ? null : change(now, before);
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  /** In full, where the value is shortened. */
  readonly exact?: string;
  readonly note: string;
  /** Against the period before; null where that had nothing. */
  readonly change: string | null;
  readonly better?: 'less';
  readonly points: readonly (number | null)[];
}

function Figure({ name, value, exact, note, change, better, points }: FigureProps) {
  const { t } = useTranslation('dashboard');
  const grew = change?.startsWith('+') === true;
  const isWorse = better === 'less' && grew;
  return (
    <section
      className="flex min-w-0 flex-col gap-0.5 rounded-md border bg-surface px-3 py-2.5"
      aria-label={name}
    >
      <div className="flex items-baseline justify-between gap-2">
        <h2 className="truncate text-muted">{name}</h2>
        {change !== null && (
          <span
            className={cn('shrink-0 text-[12.5px]', isWorse ? 'text-warning' : 'text-muted')}
            title={t('figures.against')}
          >
            {change}
          </span>
        )}
      </div>
      <p className="text-[24px] leading-tight font-semibold" {...(exact !== undefined && { title: exact })}>
        {value}
      </p>
      <p className="truncate text-[12.5px] text-muted" title={note}>
        {note}
      </p>
      <SparkLine points={points} />
    </section>
  );
}

function Quiet({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-muted">{name}</dt>
      <dd className="font-medium">{value}</dd>
    </div>
  );
}
