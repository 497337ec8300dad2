import { cva, type VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from '#renderer/lib/class-names';

const button = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors duration-100 disabled:pointer-events-none disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      look: {
        primary: 'border-transparent bg-accent text-on-accent hover:opacity-90',
        plain: 'border-line bg-surface text-text hover:bg-sunken',
        quiet: 'border-transparent bg-transparent text-text hover:bg-sunken',
        danger: 'border-line bg-surface text-failure hover:bg-failure-soft',
      },
      size: {
        normal: 'h-8 px-3',
        small: 'h-7 px-2 text-[12.5px]',
        icon: 'size-8',
        smallIcon: 'size-7',
      },
    },
    defaultVariants: { look: 'plain', size: 'normal' },
  },
);

export interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof button> {
  /** The child is the button, a link for instance. */
  readonly asChild?: boolean;
  /** It works on what it was pressed for. */
  readonly busy?: boolean;
}

export function Button({
  look,
  size,
  asChild = false,
  busy = false,
  className,
  children,
  ...rest
}: ButtonProps) {
  if (asChild) {
    return (
      <Slot.Root className={cn(button({ look, size }), className)} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      className={cn(button({ look, size }), className)}
      {...rest}
      disabled={rest.disabled === true || busy}
      aria-busy={busy || undefined}
    >
      {busy && <LoaderCircle className="animate-spin" aria-hidden />}
      {children}
    </button>
  );
}
