import type { ReactNode } from 'react';

/** One header line, and below it the page. */
export function Page({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex h-full min-w-0 flex-col">
      <header className="flex min-h-13 flex-wrap items-center gap-2 border-b px-5 py-2">
        <h1 className="min-w-0 flex-1 truncate text-[17px] font-semibold">{title}</h1>
        {actions}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4" tabIndex={-1}>
        {children}
      </div>
    </div>
  );
}
