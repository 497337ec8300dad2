import { CircleX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { describeError } from '#renderer/lib/describe-error';
import { Button } from './button';
import { CopyButton } from './copy';

/** Nothing is there yet, and what to do next. */
export function Empty({ title, text, action }: { title: string; text?: string; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-12 text-center">
      <p className="text-[15px] font-semibold">{title}</p>
      {text !== undefined && <p className="max-w-prose text-muted">{text}</p>}
      {action !== undefined && <div className="mt-2">{action}</div>}
    </div>
  );
}

/** What went wrong, which can be copied and tried again. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const text = describeError(error);
  return (
    <div role="alert" className="flex items-start gap-2 rounded-md border bg-failure-soft px-3 py-2">
      <CircleX className="mt-0.5 size-4 shrink-0 text-failure" aria-hidden />
      <p className="min-w-0 flex-1 break-words">{text}</p>
      <CopyButton text={text} />
      {onRetry !== undefined && (
        <Button size="small" onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </div>
  );
}

export function Notice({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-2 rounded-md border bg-warning-soft px-3 py-2"
    >
      <TriangleAlert className="size-4 shrink-0 text-warning" aria-hidden />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}

/** Stands where something is being loaded. */
export function Skeleton({ className = '' }: { className?: string }) {
  return <div aria-hidden className={`animate-pulse rounded-md bg-sunken ${className}`} />;
}
