import { useQuery } from '@tanstack/react-query';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import type { Outcome, RequestRecord } from '#shared/domain/request-record';
import { api } from '#renderer/lib/client';
import { UNKNOWN, useFormat } from '#renderer/lib/format';
import { State, type Tone } from '#renderer/ui/state';
import { COLUMNS } from './columns';

const TONES: Readonly<Record<Outcome, Tone>> = {
  success: 'ok',
  failed: 'failure',
  refused: 'warning',
  cancelled: 'off',
};

interface RequestRowProps {
  readonly request: RequestRecord;
  readonly style?: CSSProperties;
}

export function RequestRow({ request, style }: RequestRowProps) {
  const { t } = useTranslation(['requests', 'common']);
  const format = useFormat();
  const [, navigate] = useLocation();
  const { data: channels } = useQuery(api.channels.list.queryOptions());
  const { channelId, client, cost, id, model, outcome, project, startedAt, status, upstreamModel, usage } =
    request;
  const search = useSearch();
  const path = `/requests/${id}${search === '' ? '' : `?${search}`}`;
  const channel =
    request.attempts.findLast((attempt) => attempt.channelId === channelId)?.channelName ??
    channels?.find((other) => other.id === channelId)?.name ??
    UNKNOWN;
  const models = upstreamModel === null || upstreamModel === model ? model : `${model} → ${upstreamModel}`;
  const tokens = usage === null ? UNKNOWN : format.compact(usage.input + usage.output);
  return (
    <div
      role="row"
      style={style}
      className={`${COLUMNS} h-9 cursor-pointer border-b px-2 hover:bg-sunken`}
      onClick={() => navigate(path)}
    >
      <span role="cell" className="truncate">
        <Link
          href={path}
          title={format.dateTime(startedAt)}
          className="underline decoration-line-strong underline-offset-2"
          onClick={(event) => event.stopPropagation()}
        >
          {format.time(startedAt)}
        </Link>
      </span>
      <span role="cell" className="hidden truncate text-muted lg:block">
        {t(`common:clients.${client}`)}
      </span>
      <span role="cell" className="hidden truncate lg:block" title={project ?? ''}>
        {project ?? UNKNOWN}
      </span>
      <span role="cell" className="truncate font-mono text-[12.5px]" title={models}>
        {models}
      </span>
      <span role="cell" className="truncate" title={channel}>
        {channel}
      </span>
      <span role="cell" className="min-w-0">
        <State tone={TONES[outcome]} {...(request.failure !== null && { title: request.failure.message })}>
          {outcome === 'success' && request.attempts.length > 1
            ? t('afterFailover')
            : outcome === 'success'
              ? t('common:outcomes.success')
              : `${t(`common:outcomes.${outcome}`)} ${status}`}
        </State>
      </span>
      <span role="cell" className="text-right whitespace-nowrap">
        {format.duration(request.firstTokenMs)}
      </span>
      <span role="cell" className="hidden text-right whitespace-nowrap lg:block">
        {format.duration(request.totalMs)}
      </span>
      <span role="cell" className="text-right whitespace-nowrap">
        {tokens}
      </span>
      <span role="cell" className="hidden text-right whitespace-nowrap lg:block">
        {cost === null ? UNKNOWN : format.money(cost.microUsd)}
      </span>
    </div>
  );
}
