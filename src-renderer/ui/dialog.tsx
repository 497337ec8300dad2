import { X } from 'lucide-react';
import { AlertDialog, Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '#renderer/lib/class-names';
import { Button } from './button';

const OVERLAY = 'fixed inset-0 z-40 bg-black/35';

interface PanelProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: string;
  /** Beside the title. */
  readonly actions?: ReactNode;
  readonly footer?: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** Details beside what they belong to. */
export function SidePanel({
  open,
  onOpenChange,
  title,
  description,
  actions,
  footer,
  wide,
  children,
}: PanelProps) {
  const { t } = useTranslation();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          className={cn(
            'fixed inset-y-0 right-0 z-50 flex max-w-full flex-col border-l bg-surface',
            wide ? 'w-[760px]' : 'w-[520px]',
          )}
          {...(description === undefined && { 'aria-describedby': undefined })}
        >
          <header className="flex items-center gap-2 border-b px-4 py-2.5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="truncate text-[15px] font-semibold" title={title}>
                {title}
              </Radix.Title>
              {description !== undefined && (
                <Radix.Description className="text-muted">{description}</Radix.Description>
              )}
            </div>
            {actions}
            <Radix.Close asChild>
              <Button look="quiet" size="smallIcon" aria-label={t('close')} title={t('close')}>
                <X aria-hidden />
              </Button>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4" tabIndex={-1}>
            {children}
          </div>
          {footer !== undefined && (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t px-4 py-3">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface ConfirmProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly onConfirm: () => void;
}

/** Where an answer is needed before going on. */
export function Confirm({ open, onOpenChange, title, text, confirm, onConfirm }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={cn(OVERLAY, 'z-[60]')} />
        <AlertDialog.Content className="fixed top-1/3 left-1/2 z-[70] w-[420px] max-w-[calc(100vw-2rem)] -translate-x-1/2 rounded-md border bg-surface p-4">
          <AlertDialog.Title className="text-[15px] font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1 text-muted">{text}</AlertDialog.Description>
          <div className="mt-4 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{t('cancel')}</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button look="danger" onClick={onConfirm}>
                {confirm}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
