import { useQuery } from '@tanstack/react-query';
import { Check, ChevronsUpDown, Shuffle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { cn } from '#renderer/lib/class-names';
import { api } from '#renderer/lib/client';
import { useSwitchChannel } from '#renderer/lib/use-switch-channel';
import { Menu, MenuItem, MenuSeparator } from '#renderer/ui/menu';

/** Which channel answers, and the list to choose another from: the same as in the tray. */
export function ActiveChannel() {
  const { t } = useTranslation();
  const { data: status } = useQuery(api.system.status.queryOptions());
  const { data: channels = [] } = useQuery(api.channels.list.queryOptions());
  const { use } = useSwitchChannel();
  const pinned = status?.pinnedChannel ?? null;
  const name = pinned?.name ?? t('auto');
  const trigger = (
    <button
      type="button"
      className="flex h-9 w-full items-center justify-center gap-2 rounded-md border bg-surface px-2 hover:bg-sunken lg:justify-start"
      aria-label={t('activeChannel', { name })}
      title={t('activeChannel', { name })}
    >
      <Shuffle className="size-4 shrink-0 text-accent" aria-hidden />
      <span className="hidden min-w-0 flex-1 truncate text-left font-medium lg:inline">{name}</span>
      <ChevronsUpDown className="hidden size-4 shrink-0 text-muted lg:inline" aria-hidden />
    </button>
  );
  return (
    <div className="px-2 lg:px-4">
      <Menu trigger={trigger}>
        <Choice label={t('auto')} chosen={pinned === null} onChoose={() => use('auto')} />
        {channels.length > 0 && <MenuSeparator />}
        {channels.map(({ id, name: channelName, enabled }) => (
          <Choice
            key={id}
            label={channelName}
            chosen={pinned?.id === id}
            disabled={!enabled}
            onChoose={() => use(id)}
          />
        ))}
      </Menu>
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly chosen: boolean;
  readonly disabled?: boolean;
  readonly onChoose: () => void;
}

function Choice({ label, chosen, disabled = false, onChoose }: ChoiceProps) {
  return (
    <MenuItem onSelect={onChoose} disabled={disabled} role="menuitemradio" aria-checked={chosen}>
      <Check className={cn(chosen ? 'text-accent' : 'invisible')} aria-hidden />
      <span className="max-w-72 truncate">{label}</span>
    </MenuItem>
  );
}
