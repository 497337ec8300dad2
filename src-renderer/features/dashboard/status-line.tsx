import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '#renderer/lib/client';
import { Notice, Skeleton } from '#renderer/ui/feedback';

/** Whether it works and who answers, in one sentence, and below it what needs attention. */
export function StatusLine() {
  const { t } = useTranslation(['dashboard', 'common']);
  const { data: status } = useQuery(api.system.status.queryOptions());
  const { data: channels } = useQuery(api.channels.list.queryOptions());
  if (status === undefined || channels === undefined) return <Skeleton className="h-6 w-2/3" />;
  const enabled = channels.filter((channel) => channel.enabled);
  const problems = new Map(status.channels.map(({ id, problem }) => [id, problem]));
  const healthy = enabled.filter(
    ({ id, health }) => health.state === 'active' && (problems.get(id) ?? null) === null,
  );
  const address = status.address?.replace(/^https?:\/\//, '') ?? '';
  const sentences = [
    t(`status.${status.state}`, { address }),
    status.pinnedChannel === null
      ? t('status.auto')
      : t('status.pinned', { name: status.pinnedChannel.name }),
    enabled.length === 0
      ? t('status.noChannel')
      : t('status.healthy', { count: enabled.length, healthy: healthy.length }),
  ];
  return (
    <div className="flex flex-col gap-2">
      <p className="text-[15px]">{sentences.join(' ')}</p>
      {status.unrecordedRequests > 0 && (
        <Notice>{t('status.unrecorded', { count: status.unrecordedRequests })}</Notice>
      )}
      {status.userFileProblems.map(({ path, message }) => (
        <Notice key={path}>
          <span className="font-mono">{path}</span>: {message}
        </Notice>
      ))}
      {status.unreadable.length > 0 && (
        <Notice>{t('status.unreadable', { count: status.unreadable.length })}</Notice>
      )}
    </div>
  );
}
