import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { Check, Languages, MonitorCog } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api } from '#renderer/lib/client';
import { changeLanguage } from '#renderer/lib/i18n';
import { changeTheme, THEMES } from '#renderer/lib/theme';
import { useSwitchChannel } from '#renderer/lib/use-switch-channel';
import { DESTINATIONS } from './navigation';

const HEADING =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-[12px] [&_[cmdk-group-heading]]:text-muted';

interface PaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Reaches every page, every channel and every action by a few letters. */
export function CommandPalette({ open, onOpenChange }: PaletteProps) {
  const { t, i18n } = useTranslation();
  const [, navigate] = useLocation();
  const { data: channels = [] } = useQuery(api.channels.list.queryOptions());
  const { use } = useSwitchChannel();
  const run = (action: () => void) => () => {
    onOpenChange(false);
    action();
  };
  return (
    <Command.Dialog
      open={open}
      onOpenChange={onOpenChange}
      label={t('palette.open')}
      overlayClassName="fixed inset-0 z-40 bg-black/35"
      contentClassName="fixed top-[15%] left-1/2 z-50 w-[560px] max-w-[calc(100vw-2rem)] -translate-x-1/2 overflow-hidden rounded-md border bg-surface"
    >
      <Command.Input
        placeholder={t('palette.placeholder')}
        className="h-11 w-full border-b bg-transparent px-4 text-[15px] outline-none placeholder:text-muted"
      />
      <Command.List className="max-h-[50vh] overflow-y-auto p-1">
        <Command.Empty className="px-3 py-6 text-center text-muted">{t('palette.empty')}</Command.Empty>
        <Command.Group heading={t('palette.pages')} className={HEADING}>
          {DESTINATIONS.map(({ path, label, Icon, key }) => (
            <Item key={path} onSelect={run(() => navigate(path))}>
              <Icon aria-hidden />
              <span className="flex-1">{t(`pages.${label}`)}</span>
              <kbd className="font-mono text-[11px] text-muted">G {key.toUpperCase()}</kbd>
            </Item>
          ))}
        </Command.Group>
        <Command.Group heading={t('palette.use')} className={HEADING}>
          <Item onSelect={run(() => use('auto'))}>
            <Check aria-hidden />
            {t('palette.useChannel', { name: t('auto') })}
          </Item>
          {channels
            .filter(({ enabled }) => enabled)
            .map(({ id, name }) => (
              <Item key={id} onSelect={run(() => use(id))}>
                <Check aria-hidden />
                <span className="truncate">{t('palette.useChannel', { name })}</span>
              </Item>
            ))}
        </Command.Group>
        <Command.Group heading={t('palette.appearance')} className={HEADING}>
          {THEMES.map((theme) => (
            <Item key={theme} onSelect={run(() => changeTheme(theme))}>
              <MonitorCog aria-hidden />
              {t('palette.theme', { theme: t(`themes.${theme}`) })}
            </Item>
          ))}
          <Item onSelect={run(() => void changeLanguage(i18n.language === 'zh' ? 'en' : 'zh'))}>
            <Languages aria-hidden />
            {t('switchLanguage')}
          </Item>
        </Command.Group>
      </Command.List>
    </Command.Dialog>
  );
}

function Item({ onSelect, children }: { readonly onSelect: () => void; readonly children: ReactNode }) {
  return (
    <Command.Item
      onSelect={onSelect}
      className="flex cursor-pointer items-center gap-2 rounded px-2 py-1.5 data-[selected=true]:bg-accent-soft [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
    >
      {children}
    </Command.Item>
  );
}
