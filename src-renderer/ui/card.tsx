import type { ReactNode } from 'react';
import { cn } from '#renderer/lib/class-names';

interface CardProps {
  readonly title?: string;
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A part of a page, with a hairline around it. */
export function Card({ title, actions, className, children }: CardProps) {
  return (
    <section className={cn('min-w-0 rounded-md border bg-surface', className)}>
      {(title !== undefined || actions !== undefined) && (
        <header className="flex min-h-10 flex-wrap items-center gap-2 border-b px-3 py-1.5">
          {title !== undefined && <h2 className="min-w-0 flex-1 font-semibold">{title}</h2>}
          {actions}
        </header>
      )}
      <div className="p-3">{children}</div>
    </section>
  );
}
