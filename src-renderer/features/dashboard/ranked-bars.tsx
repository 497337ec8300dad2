import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useFormat } from '#renderer/lib/format';
import { Card } from '#renderer/ui/card';

interface Row {
  readonly key: string;
  readonly name: string;
  readonly value: number;
  /** Where its requests are listed. */
  readonly href?: string;
}

interface RankedBarsProps {
  readonly title: string;
  readonly unit: 'tokens' | 'requests' | 'cost';
  readonly rows: readonly Row[];
  readonly emptyText?: string;
  readonly actions?: ReactNode;
}

const SHOWN = 5;

/** Most first, the rest together. */
export function RankedBars({ title, unit, rows, emptyText, actions }: RankedBarsProps) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const ranked = rows.filter(({ value }) => value > 0).toSorted((a, b) => b.value - a.value);
  const rest = ranked.slice(SHOWN);
  const shown: Row[] = ranked.slice(0, SHOWN);
  if (rest.length > 0) {
    shown.push({
      key: 'other',
      name: t('other', { count: rest.length }),
      value: rest.reduce((sum, { value }) => sum + value, 0),
    });
  }
  const most = Math.max(...shown.map(({ value }) => value), 1);
  const all = ranked.reduce((sum, { value }) => sum + value, 0);
  return (
    <Card title={title} actions={actions}>
      {shown.length === 0 ? (
        <p className="py-6 text-center text-muted">{emptyText ?? t('nothing')}</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {shown.map(({ key, name, value, href }) => (
            <li key={key} className="flex flex-col gap-0.5">
              <div className="flex items-baseline gap-2">
                <span className="min-w-0 flex-1 truncate" title={name}>
                  {href === undefined ? (
                    name
                  ) : (
                    <Link href={href} className="underline decoration-line-strong underline-offset-2">
                      {name}
                    </Link>
                  )}
                </span>
                {unit === 'cost' ? (
                  <span>{format.money(value)}</span>
                ) : (
                  <span title={t(`units.${unit}`, { count: value, shown: format.number(value) })}>
                    {format.compact(value)}
                  </span>
                )}
                <span className="w-12 text-right text-[12.5px] text-muted">
                  {format.percent(value / all)}
                </span>
              </div>
              <div className="h-1.5 rounded-full bg-sunken" aria-hidden>
                <div
                  className="h-full rounded-full"
                  style={{
                    width: `${(value / most) * 100}%`,
                    background: key === 'other' ? 'var(--series-6)' : 'var(--series-1)',
                  }}
                />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
