import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoutingTableView } from '#shared/contract/routing';
import { BALANCING_STRATEGIES } from '#shared/domain/balancing';
import type { ChannelGroup } from '#shared/domain/routing-table';
import { api } from '#renderer/lib/client';
import { Button } from '#renderer/ui/button';
import { SidePanel } from '#renderer/ui/dialog';
import { Failure } from '#renderer/ui/feedback';
import { Field } from '#renderer/ui/field';
import { Input, Select } from '#renderer/ui/input';
import { renameGroup } from './group-name';
import { useSaveTable } from './use-save-table';

interface GroupEditorProps {
  readonly table: RoutingTableView;
  /** Null: a new one. */
  readonly group: ChannelGroup | null;
  readonly onClose: () => void;
}

export function GroupEditor({ table, group, onClose }: GroupEditorProps) {
  const { t } = useTranslation(['routing', 'settings', 'common']);
  const { data: channels = [] } = useQuery(api.channels.list.queryOptions());
  const { save, isPending, error } = useSaveTable(table);
  const [draft, setDraft] = useState<ChannelGroup>(
    () => group ?? { name: '', channelIds: [], strategy: 'priority' },
  );
  const { channelIds } = draft;
  const change = (changed: Partial<ChannelGroup>): void => setDraft((before) => ({ ...before, ...changed }));
  const setMembers = (next: string[]): void => change({ channelIds: next });
  const move = (index: number, to: number): void => {
    const id = channelIds[index];
    if (id !== undefined) setMembers(channelIds.toSpliced(index, 1).toSpliced(to, 0, id));
  };
  const others = channels.filter(({ id }) => !channelIds.includes(id));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const changed = { ...draft, name: draft.name.trim() };
    if (group === null) save({ groups: [...table.groups, changed] }, onClose);
    else
      save(
        {
          groups: table.groups.map((other) => (other.name === group.name ? changed : other)),
          rules: table.rules.map((rule) => renameGroup(rule, group.name, changed.name)),
        },
        onClose,
      );
  };
  return (
    <SidePanel
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={group?.name ?? t('groups.new')}
    >
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t('fields.name')}>
          {(ids) => (
            <Input
              {...ids}
              required
              maxLength={80}
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('groups.strategy')} hint={t(`groups.hints.${draft.strategy}`)}>
          {(ids) => (
            <Select
              {...ids}
              value={draft.strategy}
              onChange={(event) => {
                const strategy = BALANCING_STRATEGIES.find((known) => known === event.target.value);
                if (strategy !== undefined) change({ strategy });
              }}
            >
              {BALANCING_STRATEGIES.map((value) => (
                <option key={value} value={value}>
                  {t(`settings:strategies.${value}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <h3 className="font-semibold">{t('groups.members')}</h3>
        <ol className="flex flex-col divide-y">
          {channelIds.map((id, index) => {
            const name = channels.find((channel) => channel.id === id)?.name ?? id;
            return (
              <li key={id} className="flex items-center gap-2 py-1">
                <span className="min-w-0 flex-1 truncate" title={name}>
                  {name}
                </span>
                <Button
                  look="quiet"
                  size="smallIcon"
                  disabled={index === 0}
                  aria-label={t('moveUp', { name })}
                  onClick={() => move(index, index - 1)}
                >
                  <ArrowUp aria-hidden />
                </Button>
                <Button
                  look="quiet"
                  size="smallIcon"
                  disabled={index === channelIds.length - 1}
                  aria-label={t('moveDown', { name })}
                  onClick={() => move(index, index + 1)}
                >
                  <ArrowDown aria-hidden />
                </Button>
                <Button
                  look="quiet"
                  size="smallIcon"
                  aria-label={t('groups.leave', { name })}
                  onClick={() => setMembers(channelIds.filter((other) => other !== id))}
                >
                  <Trash2 aria-hidden />
                </Button>
              </li>
            );
          })}
        </ol>
        {others.length > 0 && (
          <Select
            aria-label={t('groups.join')}
            value=""
            onChange={(event) => setMembers([...channelIds, event.target.value])}
          >
            <option value="" disabled>
              {t('groups.join')}
            </option>
            {others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
        {error !== null && <Failure error={error} />}
        <div className="sticky bottom-0 -mx-4 -mb-4 flex justify-end border-t bg-surface px-4 py-3">
          <Button type="submit" look="primary" busy={isPending} disabled={channelIds.length === 0}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </SidePanel>
  );
}
