import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestFilter } from '#shared/contract/requests';
import { CLIENT_KINDS, outcomeSchema } from '#shared/domain/request-record';
import { api } from '#renderer/lib/client';
import { useFormat } from '#renderer/lib/format';
import { Input, Select } from '#renderer/ui/input';

interface FilterBarProps {
  readonly filter: RequestFilter;
  readonly onChange: (filter: RequestFilter) => void;
}

/** What the list is narrowed to, each as a chip that can be taken off again. */
export function FilterBar({ filter, onChange }: FilterBarProps) {
  const { t } = useTranslation(['requests', 'common']);
  const { data: channels = [] } = useQuery(api.channels.list.queryOptions());
  const set = (changed: RequestFilter): void => onChange({ ...filter, ...changed });
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        <Text
          label={t('filters.search')}
          hint={t('filters.searchHint')}
          onEnter={(search) => set({ search })}
        />
        <Choice
          label={t('filters.outcome')}
          value={filter.outcome}
          options={outcomeSchema.options.map((value) => [value, t(`common:outcomes.${value}`)] as const)}
          onChange={(value) => set({ outcome: outcomeSchema.options.find((known) => known === value) })}
        />
        <Choice
          label={t('filters.channelId')}
          value={filter.channelId}
          options={channels.map(({ id, name }) => [id, name] as const)}
          onChange={(channelId) => set({ channelId })}
        />
        <Choice
          label={t('filters.client')}
          value={filter.client}
          options={CLIENT_KINDS.map((value) => [value, t(`common:clients.${value}`)] as const)}
          onChange={(value) => set({ client: CLIENT_KINDS.find((known) => known === value) })}
        />
        <Text label={t('filters.model')} onEnter={(model) => set({ model })} />
        <Text label={t('filters.project')} onEnter={(project) => set({ project })} />
        <Text label={t('filters.sessionId')} onEnter={(sessionId) => set({ sessionId })} />
      </div>
      <Chips filter={filter} onChange={onChange} />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string | undefined) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      value={value ?? ''}
      className="w-40"
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
    >
      <option value="">{label}</option>
      {options.map(([key, name]) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </Select>
  );
}

interface TextProps {
  readonly label: string;
  /** In the empty field, instead of the label. */
  readonly hint?: string;
  readonly onEnter: (text: string) => void;
}

function Text({ label, hint, onEnter }: TextProps) {
  const [text, setText] = useState('');
  const enter = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    onEnter(text.trim());
    setText('');
  };
  return (
    <form onSubmit={enter}>
      <Input
        type="search"
        aria-label={label}
        placeholder={hint ?? label}
        value={text}
        className={hint === undefined ? 'w-40' : 'w-72 max-w-full'}
        maxLength={200}
        enterKeyHint="search"
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  );
}

const FIELDS = [
  'search',
  'outcome',
  'failureKind',
  'channelId',
  'client',
  'model',
  'project',
  'sessionId',
  'from',
  'to',
] as const;

function Chips({ filter, onChange }: FilterBarProps) {
  const { t } = useTranslation(['requests', 'common']);
  const format = useFormat();
  const { data: channels = [] } = useQuery(api.channels.list.queryOptions());
  const describe = (field: (typeof FIELDS)[number]): string => {
    if (field === 'from' || field === 'to') return format.time(filter[field] ?? 0);
    if (field === 'outcome') return t(`common:outcomes.${filter.outcome ?? 'success'}`);
    if (field === 'client') return t(`common:clients.${filter.client ?? 'other'}`);
    if (field === 'failureKind') return t(`common:errorKinds.${filter.failureKind ?? 'internal'}`);
    if (field === 'channelId')
      return channels.find(({ id }) => id === filter.channelId)?.name ?? filter.channelId ?? '';
    return filter[field] ?? '';
  };
  const set = FIELDS.filter((field) => filter[field] !== undefined);
  if (set.length === 0) return null;
  return (
    <ul aria-label={t('filters.active')} className="flex flex-wrap gap-1.5">
      {set.map((field) => (
        <li key={field}>
          <button
            type="button"
            className="inline-flex max-w-80 items-center gap-1.5 rounded-md border bg-accent-soft px-2 py-0.5 hover:border-line-strong"
            title={t('filters.remove', { name: t(`filters.${field}`) })}
            onClick={() => onChange({ ...filter, [field]: undefined })}
          >
            <span className="text-muted">{t(`filters.${field}`)}</span>
            <span className="truncate">{describe(field)}</span>
            <X className="size-3.5 shrink-0" aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
