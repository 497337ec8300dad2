import { useTranslation } from 'react-i18next';
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { useLocation } from 'wouter';
import type { Analytics } from '#shared/domain/analytics';
import { useFormat } from '#renderer/lib/format';

interface Point {
  readonly start: number;
  readonly good: number;
  readonly failed: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

const TICK = { fill: 'var(--muted)', fontSize: 11 };

/** Requests by outcome as bars, and how long their first token took as lines; a bar leads to its requests. */
export default function Timeline({ analytics }: { readonly analytics: Analytics }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const [, navigate] = useLocation();
  const { bucketMs, timeline } = analytics;
  if (analytics.totals.requests === 0) {
    return <p className="flex h-40 items-center justify-center text-muted">{t('timeline.empty')}</p>;
  }
  const points: Point[] = timeline.map(({ start, requests, failed, firstTokenMs }) => ({
    start,
    good: requests - failed,
    failed,
    p50: firstTokenMs.p50,
    p95: firstTokenMs.p95,
  }));
  const zone = new Intl.DateTimeFormat(undefined).resolvedOptions().timeZone;
  return (
    <figure className="flex flex-col gap-2">
      <div className="h-60 min-w-0" aria-hidden>
        <ResponsiveContainer>
          <ComposedChart
            data={points}
            margin={{ top: 6, right: 4, bottom: 0, left: 0 }}
            barCategoryGap={1}
            accessibilityLayer={false}
            onClick={({ activeLabel }) => {
              const from = Number(activeLabel);
              if (Number.isFinite(from)) navigate(`/requests?from=${from}&to=${from + bucketMs}`);
            }}
          >
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis
              dataKey="start"
              tickFormatter={(at: number) => format.tick(at, bucketMs)}
              tick={TICK}
              stroke="var(--line)"
              minTickGap={40}
            />
            <YAxis
              yAxisId="requests"
              tickFormatter={(value: number) => format.compact(value)}
              tick={TICK}
              width={44}
              stroke="var(--line)"
              allowDecimals={false}
            />
            <YAxis
              yAxisId="latency"
              orientation="right"
              tickFormatter={(value: number) => format.duration(value)}
              tick={TICK}
              width={56}
              stroke="var(--line)"
            />
            <Tooltip
              cursor={{ fill: 'var(--sunken)' }}
              isAnimationActive={false}
              content={({ active, payload }) => {
                const point = payload[0]?.payload as Point | undefined;
                return active && point !== undefined ? (
                  <PointDetails point={point} bucketMs={bucketMs} />
                ) : null;
              }}
            />
            <Bar
              yAxisId="requests"
              dataKey="good"
              stackId="requests"
              fill="var(--series-1)"
              isAnimationActive={false}
            />
            <Bar
              yAxisId="requests"
              dataKey="failed"
              stackId="requests"
              fill="var(--failure)"
              isAnimationActive={false}
            />
            <Line
              yAxisId="latency"
              dataKey="p50"
              stroke="var(--series-2)"
              strokeWidth={1.5}
              dot={false}
              isAnimationActive={false}
            />
            <Line
              yAxisId="latency"
              dataKey="p95"
              stroke="var(--series-2)"
              strokeWidth={1.5}
              strokeDasharray="3 3"
              dot={false}
              isAnimationActive={false}
            />
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1 text-[12.5px] text-muted">
        <Key colour="var(--series-1)">{t('timeline.good')}</Key>
        <Key colour="var(--failure)">{t('timeline.failed')}</Key>
        <Key colour="var(--series-2)" line="solid">
          {t('timeline.p50')}
        </Key>
        <Key colour="var(--series-2)" line="dashed">
          {t('timeline.p95')}
        </Key>
        <span className="ml-auto">{t('timeline.zone', { zone })}</span>
      </figcaption>
      <AsTable points={points} bucketMs={bucketMs} />
    </figure>
  );
}

interface KeyProps {
  readonly colour: string;
  readonly line?: 'solid' | 'dashed';
  readonly children: React.ReactNode;
}

function Key({ colour, line, children }: KeyProps) {
  return (
    <span className="inline-flex items-center gap-1.5">
      {line === undefined ? (
        <span className="size-2.5 rounded-[2px]" style={{ background: colour }} aria-hidden />
      ) : (
        <span className="w-4 border-t-2" style={{ borderColor: colour, borderStyle: line }} aria-hidden />
      )}
      {children}
    </span>
  );
}

function PointDetails({ point, bucketMs }: { readonly point: Point; readonly bucketMs: number }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const rows = [
    [t('timeline.good'), format.number(point.good)],
    [t('timeline.failed'), format.number(point.failed)],
    [t('timeline.p50'), format.duration(point.p50)],
    [t('timeline.p95'), format.duration(point.p95)],
  ] as const;
  return (
    <div className="rounded-md border bg-surface px-3 py-2 text-[12.5px] shadow-sm">
      <p className="mb-1 font-medium">
        {format.time(point.start)} – {format.time(point.start + bucketMs)}
      </p>
      <dl className="grid grid-cols-[auto_auto] gap-x-4">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** The same for who cannot see the chart. */
function AsTable({ points, bucketMs }: { readonly points: readonly Point[]; readonly bucketMs: number }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  return (
    <table className="sr-only">
      <caption>{t('timeline.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('timeline.start')}</th>
          <th scope="col">{t('timeline.good')}</th>
          <th scope="col">{t('timeline.failed')}</th>
          <th scope="col">{t('timeline.p50')}</th>
        </tr>
      </thead>
      <tbody>
        {points
          .filter(({ good, failed }) => good + failed > 0)
          .map((point) => (
            <tr key={point.start}>
              <th scope="row">{format.tick(point.start, bucketMs)}</th>
              <td>{format.number(point.good)}</td>
              <td>{format.number(point.failed)}</td>
              <td>{format.duration(point.p50)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
