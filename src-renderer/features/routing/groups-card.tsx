import { useQuery } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoutingTableView } from '#shared/contract/routing';
import type { ChannelGroup } from '#shared/domain/routing-table';
import { api } from '#renderer/lib/client';
import { Button } from '#renderer/ui/button';
import { Card } from '#renderer/ui/card';
import { GroupEditor } from './group-editor';
import { isOfGroup } from './group-name';
import { useSaveTable } from './use-save-table';

/** Channels that rules can name together. */
export function GroupsCard({ table }: { readonly table: RoutingTableView }) {
  const { t } = useTranslation(['routing', 'settings']);
  const { data: channels = [] } = useQuery(api.channels.list.queryOptions());
  const { save } = useSaveTable(table);
  const [edited, setEdited] = useState<{ readonly group: ChannelGroup | null } | null>(null);
  const nameOf = (id: string): string => channels.find((channel) => channel.id === id)?.name ?? id;
  return (
    <Card
      title={t('groups.title')}
      actions={
        <Button size="small" disabled={channels.length === 0} onClick={() => setEdited({ group: null })}>
          <Plus aria-hidden />
          {t('groups.add')}
        </Button>
      }
    >
      <p className="mb-2 text-muted">{t('groups.text')}</p>
      <ul className="flex flex-col divide-y">
        {table.groups.map((group) => {
          const { name, strategy, channelIds } = group;
          const users = table.rules.filter(({ targets }) => targets.some((each) => isOfGroup(each, name)));
          return (
            <li key={name} className="flex items-center gap-3 py-1.5">
              <div className="min-w-0 flex-1">
                <button
                  type="button"
                  className="max-w-full truncate text-left font-medium hover:underline"
                  title={name}
                  onClick={() => setEdited({ group })}
                >
                  {name}
                </button>
                <p className="break-words">
                  {channelIds.map(nameOf).join(strategy === 'priority' ? ' → ' : t('groups.between'))}
                </p>
                {users.length > 0 && (
                  <p className="text-[12.5px] break-words text-muted">
                    {t('groups.usedBy', { rules: users.map((rule) => rule.name).join(t('groups.between')) })}
                  </p>
                )}
              </div>
              <span className="shrink-0 text-[12.5px] text-muted">
                {t(`settings:strategies.${strategy}`)}
              </span>
              <Button
                look="quiet"
                size="smallIcon"
                disabled={users.length > 0}
                aria-label={t('remove', { name })}
                onClick={() => save({ groups: table.groups.filter((other) => other !== group) })}
              >
                <Trash2 aria-hidden />
              </Button>
            </li>
          );
        })}
      </ul>
      {edited !== null && <GroupEditor table={table} group={edited.group} onClose={() => setEdited(null)} />}
    </Card>
  );
}
