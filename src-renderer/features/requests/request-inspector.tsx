import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestRecord } from '#shared/domain/request-record';
import type { RouteRule } from '#shared/domain/routing-table';
import { api } from '#renderer/lib/client';
import { isMissing } from '#renderer/lib/describe-error';
import { UNKNOWN, useFormat, type Format } from '#renderer/lib/format';
import { CopyButton } from '#renderer/ui/copy';
import { SidePanel } from '#renderer/ui/dialog';
import { Failure, Notice, Skeleton } from '#renderer/ui/feedback';
import { AttemptTimeline } from './attempt-timeline';
import { ExchangeSection } from './exchange-section';

const RECORDED_WITHIN_TRIES = 4;
const RETRY_MS = 300;

/** One request in full: what was asked, who was tried and why, where the time went. */
export function RequestInspector({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation('requests');
  const request = useQuery({
    ...api.requests.get.queryOptions({ input: { id } }),
    // A request that was just made is recorded a moment after its answer.
    retry: (failures, error) => isMissing(error) && failures < RECORDED_WITHIN_TRIES,
    retryDelay: RETRY_MS,
  });
  const { data } = request;
  return (
    <SidePanel
      open
      wide
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={data?.model ?? t('inspector.title')}
      actions={
        data !== undefined && <CopyButton text={JSON.stringify(data, null, 2)} label={t('inspector.copy')} />
      }
    >
      {request.isPending && <Skeleton className="h-60" />}
      {request.isError && <Failure error={request.error} onRetry={() => void request.refetch()} />}
      {data !== undefined && <Details request={data} />}
    </SidePanel>
  );
}

function Details({ request }: { readonly request: RequestRecord }) {
  const { t } = useTranslation(['requests', 'common', 'routing']);
  const format = useFormat();
  const { data: table } = useQuery(api.routing.table.queryOptions());
  const rules = table?.rules ?? [];
  const { failure, usage, warnings } = request;
  return (
    <div className="flex flex-col gap-5">
      {failure !== null && (
        <div className="rounded-md border bg-failure-soft px-3 py-2">
          <p className="font-medium">
            {t(`common:errorKinds.${failure.kind}`)} · HTTP {request.status}
          </p>
          <p className="break-words">{failure.message}</p>
        </div>
      )}
      {warnings.map((warning) => (
        <Notice key={warning}>{warning}</Notice>
      ))}
      <Section title={t('inspector.attempts')}>
        {request.attempts.length === 0 ? (
          <p className="text-muted">{t('inspector.noAttempt')}</p>
        ) : (
          <AttemptTimeline request={request} />
        )}
      </Section>
      <ExchangeSection request={request} />
      <Section title={t('inspector.request')}>
        <Facts
          facts={[
            [t('columns.time'), format.dateTime(request.startedAt)],
            [t('columns.outcome'), `${t(`common:outcomes.${request.outcome}`)} (${request.status})`],
            [t('filters.protocol'), t(`common:protocols.${request.protocol}`)],
            [t('inspector.kind'), request.stream ? t('inspector.stream') : t('inspector.whole')],
            [
              t('columns.client'),
              [t(`common:clients.${request.client}`), request.clientVersion ?? ''].join(' ').trim(),
            ],
            [
              t('filters.project'),
              withSource(request.project, t(`sources.${request.projectSource ?? 'none'}`)),
            ],
            [t('filters.sessionId'), withSource(request.sessionId, request.sessionSource ?? '')],
            [t('inspector.route'), describeRoute(request, rules, t)],
            [t('inspector.id'), request.id],
            [t('inspector.stopReason'), request.stopReason ?? UNKNOWN],
          ]}
        />
      </Section>
      <Section title={t('inspector.timings')}>
        <Facts
          facts={[
            [t('inspector.queue'), format.duration(request.queueMs)],
            [t('columns.firstToken'), format.duration(request.firstTokenMs)],
            [t('columns.total'), format.duration(request.totalMs)],
            [
              t('inspector.speed'),
              request.tokensPerSecond === null
                ? UNKNOWN
                : t('inspector.perSecond', { value: format.number(request.tokensPerSecond, 1) }),
            ],
            [t('inspector.sent'), t('inspector.bytes', { value: format.number(request.requestBytes) })],
            [t('inspector.received'), t('inspector.bytes', { value: format.number(request.responseBytes) })],
          ]}
        />
      </Section>
      <Section title={t('inspector.usage')}>
        {usage === null ? (
          <p className="text-muted">{t('inspector.noUsage')}</p>
        ) : (
          <>
            <Facts
              facts={[
                [t('usage.input'), format.number(usage.input)],
                [t('usage.cacheRead'), format.number(usage.cacheRead)],
                [t('usage.cacheWrite'), format.number(usage.cacheWrite5m + usage.cacheWrite1h)],
                [t('usage.output'), format.number(usage.output)],
                [t('usage.reasoning'), format.number(usage.reasoning)],
              ]}
            />
            <Facts facts={[[t('usage.cost'), describeCost(request, format)]]} />
            {usage.estimated === true && <p className="text-[12.5px] text-muted">{t('usage.estimated')}</p>}
          </>
        )}
      </Section>
    </div>
  );
}

/** Who decided, and what Routex did by itself. */
function describeRoute(
  { route }: RequestRecord,
  rules: readonly RouteRule[],
  t: TFunction<['requests', 'common', 'routing']>,
): string {
  if (route === null) return t('decidedBy.order');
  const rule = rules.find(({ id }) => id === route.ruleId);
  const by =
    route.by === 'rule' && rule !== undefined
      ? t('decidedBy.namedRule', { name: rule.name })
      : t(`decidedBy.${route.by ?? 'order'}`);
  return [by, ...route.presets.map((preset) => t(`routing:presets.${preset}`))].join(' · ');
}

function describeCost({ cost }: RequestRecord, format: Format): string {
  return cost === null ? UNKNOWN : format.money(cost.microUsd);
}

function withSource(value: string | null, source: string): string {
  if (value === null) return UNKNOWN;
  return source === '' ? value : `${value} (${source})`;
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: string])[] }) {
  return (
    <dl className="grid grid-cols-[minmax(8rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
