import { CalendarRange } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/ui/button';
import { Field } from '#renderer/ui/field';
import { Input } from '#renderer/ui/input';
import { Segmented } from '#renderer/ui/segmented';
import { WINDOW_NAMES, type Range } from './range';

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_DAYS = 400;

interface RangePickerProps {
  readonly range: Range;
  readonly onChange: (range: Range) => void;
}

export function RangePicker({ range, onChange }: RangePickerProps) {
  const { t } = useTranslation('dashboard');
  return (
    <div className="flex items-center gap-1.5">
      <Segmented
        label={t('range.label')}
        value={range.type === 'window' ? range.name : ''}
        options={WINDOW_NAMES.map((name) => ({ value: name as string, label: t(`range.${name}`) }))}
        onChange={(value) => {
          const name = WINDOW_NAMES.find((known) => known === value);
          if (name !== undefined) onChange({ type: 'window', name });
        }}
      />
      <CustomRange range={range} onChange={onChange} />
    </div>
  );
}

function CustomRange({ range, onChange }: RangePickerProps) {
  const { t } = useTranslation('dashboard');
  const [open, setOpen] = useState(false);
  const [from, setFrom] = useState(() => toDay(Date.now() - 7 * DAY_MS));
  const [to, setTo] = useState(() => toDay(Date.now()));
  const start = new Date(`${from}T00:00`).getTime();
  const end = new Date(`${to}T00:00`).getTime() + DAY_MS;
  const isValid = start < end && end - start <= MAX_DAYS * DAY_MS;
  const apply = (): void => {
    onChange({ type: 'custom', from: start, to: end });
    setOpen(false);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button
          size="icon"
          aria-label={t('range.custom')}
          title={t('range.custom')}
          aria-pressed={range.type === 'custom'}
          className={range.type === 'custom' ? 'bg-accent-soft' : ''}
        >
          <CalendarRange aria-hidden />
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          className="z-50 flex w-64 flex-col gap-3 rounded-md border bg-surface p-3 shadow-sm"
        >
          <Field label={t('range.from')}>
            {(ids) => (
              <Input {...ids} type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
            )}
          </Field>
          <Field label={t('range.to')} error={isValid ? null : t('range.invalid', { days: MAX_DAYS })}>
            {(ids) => (
              <Input {...ids} type="date" value={to} onChange={(event) => setTo(event.target.value)} />
            )}
          </Field>
          <Button look="primary" disabled={!isValid} onClick={apply}>
            {t('range.apply')}
          </Button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** As a date field has it, in the reader's time zone. */
function toDay(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}
