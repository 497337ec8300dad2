import type { ComponentProps } from 'react';
import { cn } from '#renderer/lib/class-names';

const look =
  'w-full min-w-0 rounded-md border border-line-strong/60 bg-surface px-2.5 text-text placeholder:text-muted aria-invalid:border-failure disabled:opacity-50';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(look, 'h-8', className)} autoComplete="off" spellCheck={false} {...rest} />;
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      className={cn(look, 'py-1.5 font-mono text-[12.5px]', className)}
      spellCheck={false}
      {...rest}
    />
  );
}

/** The system's own list: it works everywhere, with keyboard, touch and reader. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select className={cn(look, 'h-8 pr-7', className)} {...rest} />;
}
