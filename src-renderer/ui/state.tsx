import { CircleAlert, CircleCheck, CircleDashed, CircleX, Clock } from 'lucide-react';
import { cn } from '#renderer/lib/class-names';

export type Tone = 'ok' | 'warning' | 'failure' | 'waiting' | 'off';

const LOOKS = {
  ok: { Icon: CircleCheck, className: 'text-ok' },
  warning: { Icon: CircleAlert, className: 'text-warning' },
  failure: { Icon: CircleX, className: 'text-failure' },
  waiting: { Icon: Clock, className: 'text-warning' },
  off: { Icon: CircleDashed, className: 'text-muted' },
} as const;

/** A state as a shape, a colour and a word: never by colour alone. */
export function State({ tone, children, title }: { tone: Tone; children: React.ReactNode; title?: string }) {
  const { Icon, className } = LOOKS[tone];
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5" title={title}>
      <Icon className={cn('size-4 shrink-0', className)} aria-hidden />
      <span className="truncate">{children}</span>
    </span>
  );
}
