import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import { cn } from '#renderer/lib/class-names';
import { api } from '#renderer/lib/client';
import { describeError } from '#renderer/lib/describe-error';
import { Button } from '#renderer/ui/button';
import { CopyButton } from '#renderer/ui/copy';

const DOTS = {
  listening: 'bg-ok',
  paused: 'bg-warning',
  draining: 'bg-warning',
  stopped: 'bg-failure',
} as const;

const onError = (error: unknown): void => void toast.error(describeError(error));

/** Whether the gateway runs, where, and the switch that pauses it. */
export function GatewayState() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: status } = useQuery(api.system.status.queryOptions());
  const onSettled = (): void => void queries.invalidateQueries({ queryKey: api.system.status.key() });
  const pause = useMutation(api.system.pause.mutationOptions({ onSettled, onError }));
  const resume = useMutation(api.system.resume.mutationOptions({ onSettled, onError }));
  if (status === undefined) return <div className="h-14" />;
  const { state, address } = status;
  const isPaused = state === 'paused';
  const toggle = isPaused ? resume : pause;
  const action = isPaused ? t('resume') : t('pause');
  const shown = address?.replace(/^https?:\/\//, '') ?? '';
  return (
    <div className="flex flex-col items-center gap-1 px-2 lg:items-stretch lg:px-4">
      <div className="flex items-center gap-2">
        <span className={cn('size-2.5 shrink-0 rounded-full', DOTS[state])} aria-hidden />
        <span className="sr-only lg:not-sr-only lg:flex-1 lg:font-medium">{t(`state.${state}`)}</span>
        <Button
          look="quiet"
          size="smallIcon"
          className="hidden lg:inline-flex"
          aria-label={action}
          title={action}
          busy={toggle.isPending}
          onClick={() => toggle.mutate(undefined)}
        >
          {isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
        </Button>
      </div>
      {address !== null && (
        <div className="hidden items-center lg:flex">
          <span className="min-w-0 flex-1 truncate font-mono text-[12.5px] text-muted" title={address}>
            {shown}
          </span>
          <CopyButton text={address} label={t('copyAddress')} />
        </div>
      )}
    </div>
  );
}
