import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, GripVertical, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoutingTableView } from '#shared/contract/routing';
import { cn } from '#renderer/lib/class-names';
import { api } from '#renderer/lib/client';
import { useFormat } from '#renderer/lib/format';
import { Button } from '#renderer/ui/button';
import { Confirm } from '#renderer/ui/dialog';
import { Switch } from '#renderer/ui/switch';
import { describeRule } from './describe-rule';
import { useSaveTable } from './use-save-table';

interface RuleListProps {
  readonly table: RoutingTableView;
  /** The one that an explained request follows. */
  readonly litRule: string | null;
  readonly onEdit: (id: string) => void;
}

/** Rules in the order they are looked at; the first that fits is followed. */
export function RuleList({ table, litRule, onEdit }: RuleListProps) {
  const { t } = useTranslation(['routing', 'common']);
  const format = useFormat();
  const { data: channels = [] } = useQuery(api.channels.list.queryOptions());
  const { save } = useSaveTable(table);
  const [dragged, setDragged] = useState<string | null>(null);
  const [removed, setRemoved] = useState<RoutingTableView['rules'][number] | null>(null);
  const { rules } = table;

  const move = (id: string, to: number): void => {
    const rule = rules.find((other) => other.id === id);
    if (rule === undefined || to < 0 || to >= rules.length) return;
    save({ rules: rules.filter((other) => other.id !== id).toSpliced(to, 0, rule) });
  };

  return (
    <>
      <ol className="flex flex-col divide-y">
        {rules.map((rule, index) => (
          <li
            key={rule.id}
            draggable
            onDragStart={() => setDragged(rule.id)}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={() => {
              if (dragged !== null) move(dragged, index);
            }}
            className={cn(
              'flex items-center gap-2 py-2',
              litRule === rule.id && 'bg-accent-soft',
              dragged === rule.id && 'opacity-50',
            )}
          >
            <GripVertical className="size-4 shrink-0 cursor-grab text-muted" aria-hidden />
            <div className="min-w-0 flex-1">
              <button
                type="button"
                className="max-w-full truncate text-left font-medium hover:underline"
                title={rule.name}
                onClick={() => onEdit(rule.id)}
              >
                {rule.name}
              </button>
              <p className={cn('break-words', rule.enabled ? '' : 'text-muted')}>
                {describeRule(rule, channels, t)}
              </p>
              {rule.warning !== null && <p className="text-[12.5px] text-warning">{rule.warning}</p>}
            </div>
            <span className="shrink-0 text-[12.5px] text-muted">
              {t('hits', { count: rule.hits, shown: format.compact(rule.hits) })}
            </span>
            <Switch
              checked={rule.enabled}
              aria-label={t('enable', { name: rule.name })}
              onCheckedChange={(enabled) =>
                save({
                  rules: rules.map((other) => (other.id === rule.id ? { ...other, enabled } : other)),
                })
              }
            />
            <div className="flex shrink-0">
              <Button
                look="quiet"
                size="smallIcon"
                disabled={index === 0}
                aria-label={t('moveUp', { name: rule.name })}
                onClick={() => move(rule.id, index - 1)}
              >
                <ArrowUp aria-hidden />
              </Button>
              <Button
                look="quiet"
                size="smallIcon"
                disabled={index === rules.length - 1}
                aria-label={t('moveDown', { name: rule.name })}
                onClick={() => move(rule.id, index + 1)}
              >
                <ArrowDown aria-hidden />
              </Button>
              <Button
                look="quiet"
                size="smallIcon"
                aria-label={t('remove', { name: rule.name })}
                onClick={() => setRemoved(rule)}
              >
                <Trash2 aria-hidden />
              </Button>
            </div>
          </li>
        ))}
      </ol>
      <Confirm
        open={removed !== null}
        onOpenChange={(open) => {
          if (!open) setRemoved(null);
        }}
        title={t('removeTitle', { name: removed?.name ?? '' })}
        text={t('removeText')}
        confirm={t('common:delete')}
        onConfirm={() => save({ rules: rules.filter(({ id }) => id !== removed?.id) })}
      />
    </>
  );
}
