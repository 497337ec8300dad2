import {
  ArrowDown,
  ArrowUp,
  CopyPlus,
  EllipsisVertical,
  GripVertical,
  Pencil,
  Pin,
  PinOff,
  RotateCcw,
  Trash2,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { ChannelSummary } from '#shared/contract/system';
import type { Analytics } from '#shared/domain/analytics';
import { ANY_MODEL, type Channel } from '#shared/domain/channel';
import { cn } from '#renderer/lib/class-names';
import { UNKNOWN, useFormat } from '#renderer/lib/format';
import { useSwitchChannel } from '#renderer/lib/use-switch-channel';
import { Button } from '#renderer/ui/button';
import { Confirm } from '#renderer/ui/dialog';
import { Menu, MenuItem, MenuSeparator } from '#renderer/ui/menu';
import { Switch } from '#renderer/ui/switch';
import { ChannelQuota } from './channel-quota';
import { ChannelState } from './channel-state';
import { useChannelActions } from './use-channel-actions';

interface ChannelRowProps {
  readonly channel: Channel;
  readonly problem: ChannelSummary['problem'];
  readonly isPinned: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly isDragged: boolean;
  /** By so many places. */
  readonly onMove: (by: 1 | -1) => void;
  readonly onDrag: (isDragged: boolean) => void;
  readonly onDrop: () => void;
  /** Null without a request in that time. */
  readonly day: Analytics['channels'][number] | null;
}

const NUMBER = 'px-3 py-2 text-right whitespace-nowrap';

export function ChannelRow({ channel, problem, isPinned, day, ...place }: ChannelRowProps) {
  const { t } = useTranslation(['channels', 'common']);
  const format = useFormat();
  const [, navigate] = useLocation();
  const { use } = useSwitchChannel();
  const { isDragged, isFirst, isLast, onDrag, onDrop, onMove } = place;
  const { setEnabled, remove, reset, duplicate } = useChannelActions(channel);
  const [asksToRemove, setAsksToRemove] = useState(false);
  const { id, name, enabled, protocol, models, baseUrl, health } = channel;
  const edit = (): void => navigate(`/channels/${id}`);
  const shownModels = models.includes(ANY_MODEL) ? t('anyModel') : models.join(', ');

  return (
    <tr
      draggable
      onDragStart={() => onDrag(true)}
      onDragEnd={() => onDrag(false)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
      className={cn('border-b last:border-b-0', isPinned && 'bg-accent-soft/50', isDragged && 'opacity-50')}
    >
      <th scope="row" className="max-w-72 px-3 py-2 font-normal">
        <div className="flex items-center gap-1.5">
          <GripVertical className="-ml-1.5 size-4 shrink-0 cursor-grab text-muted" aria-hidden />
          <button
            type="button"
            onClick={edit}
            className="min-w-0 truncate text-left font-semibold hover:underline"
            title={name}
          >
            {name}
          </button>
          {isPinned && (
            <span className="inline-flex shrink-0 items-center gap-1 rounded border border-accent px-1 text-[11px] text-accent">
              <Pin className="size-3" aria-hidden />
              {t('active')}
            </span>
          )}
        </div>
        <p className="truncate text-[12.5px] text-muted" title={baseUrl}>
          {t('priority', { priority: channel.priority })} · {t(`common:protocols.${protocol}`)} ·{' '}
          <span className="font-mono">{selectHost(baseUrl)}</span>
        </p>
        <p className="truncate text-[12.5px] text-muted" title={shownModels}>
          {shownModels}
        </p>
      </th>
      <td className="max-w-72 px-3 py-2">
        <ChannelState channel={channel} problem={problem} />
        <ChannelQuota quota={health.quota} />
        {health.lastError !== null && (
          <p
            className="truncate text-[12.5px] text-muted"
            title={`${format.dateTime(health.lastError.at)} ${health.lastError.message}`}
          >
            {format.relative(health.lastError.at)}: {health.lastError.message}
          </p>
        )}
      </td>
      <td className={NUMBER}>{format.duration(day?.firstTokenMs.p50 ?? null)}</td>
      <td className={NUMBER}>
        {day === null ? UNKNOWN : format.compact(day.requests)}
        {day !== null && day.requests > 0 && (
          <p className="text-[12.5px] text-muted">{format.percent(day.success / day.requests)}</p>
        )}
      </td>
      <td className={NUMBER}>
        {day === null ? UNKNOWN : format.compact(day.inputTokens + day.outputTokens)}
        {day !== null && (
          <p className="text-[12.5px] text-muted" title={t('unpriced', { count: day.unpriced })}>
            {day.costMicroUsd === 0 && day.unpriced > 0 ? UNKNOWN : format.money(day.costMicroUsd)}
          </p>
        )}
      </td>
      <td className="px-3 py-2">
        <div className="flex items-center justify-end gap-1.5">
          <Switch
            checked={enabled}
            aria-label={t('enable', { name })}
            title={t('enable', { name })}
            onCheckedChange={setEnabled}
          />
          <Button size="small" onClick={() => use(isPinned ? 'auto' : id)} disabled={!enabled}>
            {isPinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
            {isPinned ? t('unpin') : t('use')}
          </Button>
          <Menu
            trigger={
              <Button
                look="quiet"
                size="smallIcon"
                aria-label={t('moreOf', { name })}
                title={t('common:more')}
              >
                <EllipsisVertical aria-hidden />
              </Button>
            }
          >
            <MenuItem onSelect={edit}>
              <Pencil aria-hidden />
              {t('common:edit')}
            </MenuItem>
            <MenuItem onSelect={() => onMove(-1)} disabled={isFirst}>
              <ArrowUp aria-hidden />
              {t('moveUp')}
            </MenuItem>
            <MenuItem onSelect={() => onMove(1)} disabled={isLast}>
              <ArrowDown aria-hidden />
              {t('moveDown')}
            </MenuItem>
            <MenuItem onSelect={duplicate}>
              <CopyPlus aria-hidden />
              {t('duplicate')}
            </MenuItem>
            <MenuItem onSelect={reset}>
              <RotateCcw aria-hidden />
              {t('reset')}
            </MenuItem>
            <MenuSeparator />
            <MenuItem onSelect={() => setAsksToRemove(true)} className="text-failure">
              <Trash2 aria-hidden />
              {t('common:delete')}
            </MenuItem>
          </Menu>
          <Confirm
            open={asksToRemove}
            onOpenChange={setAsksToRemove}
            title={t('remove.title', { name })}
            text={t('remove.text')}
            confirm={t('common:delete')}
            onConfirm={remove}
          />
        </div>
      </td>
    </tr>
  );
}

function selectHost(baseUrl: string): string {
  try {
    return new URL(baseUrl).host;
  } catch {
    return baseUrl;
  }
}
