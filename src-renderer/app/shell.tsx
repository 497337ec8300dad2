import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { cn } from '#renderer/lib/class-names';
import { api } from '#renderer/lib/client';
import { useLive, type LiveState } from '#renderer/lib/use-live';
import { Notice } from '#renderer/ui/feedback';
import { CommandPalette } from './command-palette';
import { GatewayState } from './gateway-state';
import { DESTINATIONS, type Destination } from './navigation';
import { Preferences } from './preferences';
import { ActiveChannel } from './active-channel';
import { useShortcuts } from './use-shortcuts';

/** What surrounds every page: where the gateway stands, which channel is active, and the way to the other pages. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const live = useLive();
  const [paletteOpen, setPaletteOpen] = useState(false);
  useShortcuts(() => setPaletteOpen(true));

  return (
    <div className="flex h-full">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-surface focus:px-3 focus:py-1"
        onClick={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>('#main')?.focus();
        }}
      >
        {t('skipToContent')}
      </a>
      <aside className="flex w-14 shrink-0 flex-col gap-3 border-r bg-sunken/60 py-3 lg:w-60">
        <div className="flex items-center gap-2 px-3.5 lg:px-4">
          <img src="./mark.svg" alt="" className="size-6" />
          <span className="hidden text-[15px] font-semibold lg:inline">Routex</span>
        </div>
        <GatewayState />
        <ActiveChannel />
        <nav aria-label={t('navigation')} className="flex min-h-0 flex-1 flex-col gap-0.5 px-2">
          {DESTINATIONS.map((destination) => (
            <NavigationLink key={destination.path} destination={destination} />
          ))}
        </nav>
        <div className="flex flex-col gap-1 px-2">
          <button
            type="button"
            onClick={() => setPaletteOpen(true)}
            className="flex h-8 items-center justify-center gap-2 rounded-md px-2 text-muted hover:bg-sunken hover:text-text lg:justify-start"
            aria-label={t('palette.open')}
            title={t('palette.open')}
          >
            <Search className="size-4 shrink-0" aria-hidden />
            <span className="hidden flex-1 text-left lg:inline">{t('palette.open')}</span>
            <kbd className="hidden rounded border bg-surface px-1 font-mono text-[11px] lg:inline">
              Ctrl K
            </kbd>
          </button>
          <Preferences />
        </div>
      </aside>
      <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
        <Problems live={live} />
        <div className="min-h-0 flex-1">{children}</div>
      </main>
      <CommandPalette open={paletteOpen} onOpenChange={setPaletteOpen} />
    </div>
  );
}

function NavigationLink({ destination: { path, label, Icon } }: { readonly destination: Destination }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const isHere = path === '/' ? location === '/' : location.startsWith(path);
  return (
    <Link
      href={path}
      aria-current={isHere ? 'page' : undefined}
      title={t(`pages.${label}`)}
      className={cn(
        'flex h-8 items-center justify-center gap-2.5 rounded-md px-2 text-text hover:bg-sunken lg:justify-start',
        isHere && 'bg-accent-soft font-medium',
        label === 'settings' && 'mt-auto',
      )}
    >
      <Icon className={cn('size-4 shrink-0', isHere ? 'text-accent' : 'text-muted')} aria-hidden />
      <span className="sr-only lg:not-sr-only">{t(`pages.${label}`)}</span>
    </Link>
  );
}

/** What concerns every page. */
function Problems({ live }: { readonly live: LiveState }) {
  const { t } = useTranslation();
  const { data: status } = useQuery(api.system.status.queryOptions());
  const problem = status?.storeProblem ?? null;
  if (live !== 'lost' && live !== 'signed-out' && problem === null) return null;
  return (
    <div className="flex flex-col gap-2 border-b px-5 py-2">
      {live === 'lost' && <Notice>{t('lost')}</Notice>}
      {live === 'signed-out' && (
        <Notice>
          {t('signedOut')} <code className="font-mono">routex dashboard</code>
        </Notice>
      )}
      {problem !== null && <Notice>{problem.message}</Notice>}
    </div>
  );
}
