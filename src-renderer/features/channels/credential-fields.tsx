import { Trash2, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '#shared/domain/channel';
import { cn } from '#renderer/lib/class-names';
import { Button } from '#renderer/ui/button';
import { Field } from '#renderer/ui/field';
import { TextArea } from '#renderer/ui/input';
import { State } from '#renderer/ui/state';
import type { ChannelDraft } from './draft';

interface CredentialFieldsProps {
  readonly channel: Channel | null;
  readonly draft: ChannelDraft;
  readonly onChange: (change: Partial<ChannelDraft>) => void;
}

/** Keys: stored ones by how they end, new ones as they are typed, and never one that came back. */
export function CredentialFields({ channel, draft, onChange }: CredentialFieldsProps) {
  const { t } = useTranslation(['channels', 'common']);
  const stored = channel?.credentials.filter(({ kind }) => kind === 'key') ?? [];
  const { removedCredentials: removed } = draft;
  const toggle = (id: string): void =>
    onChange({
      removedCredentials: removed.includes(id) ? removed.filter((other) => other !== id) : [...removed, id],
    });
  return (
    <fieldset className="flex flex-col gap-2">
      {stored.length > 0 && (
        <ul className="flex flex-col divide-y rounded-md border">
          {stored.map(({ id, last4, label, unreadable }) => {
            const isRemoved = removed.includes(id);
            return (
              <li key={id} className="flex items-center gap-2 px-2.5 py-1">
                <span
                  className={cn('min-w-0 flex-1 truncate font-mono', isRemoved && 'text-muted line-through')}
                >
                  ••••{last4} {label}
                </span>
                {unreadable && <State tone="failure">{t('keys.unreadable')}</State>}
                <Button
                  look="quiet"
                  size="smallIcon"
                  aria-label={isRemoved ? t('keys.keep') : t('keys.remove', { last4 })}
                  onClick={() => toggle(id)}
                >
                  {isRemoved ? <Undo2 aria-hidden /> : <Trash2 aria-hidden />}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      {!draft.clientLogin && (
        <Field label={stored.length > 0 ? t('fields.moreKeys') : t('fields.keys')} hint={t('hints.keys')}>
          {(ids) => (
            <TextArea
              {...ids}
              rows={2}
              value={draft.newKeys}
              autoComplete="off"
              onChange={(event) => onChange({ newKeys: event.target.value })}
            />
          )}
        </Field>
      )}
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-(--accent)"
          checked={draft.clientLogin}
          onChange={(event) => onChange({ clientLogin: event.target.checked, newKeys: '' })}
        />
        {t('fields.clientLogin')}
      </label>
    </fieldset>
  );
}
