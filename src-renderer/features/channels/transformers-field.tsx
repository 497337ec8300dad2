import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ProtocolId } from '#shared/domain/protocol';
import { api } from '#renderer/lib/client';
import { Field } from '#renderer/ui/field';
import { Select, TextArea } from '#renderer/ui/input';

interface TransformersFieldProps {
  /** Those of the protocol are offered. */
  readonly protocol: ProtocolId;
  readonly value: string;
  /** Models that have transformers of their own, which stay as they are. */
  readonly ownModels: readonly string[];
  readonly error: string | null;
  readonly onChange: (value: string) => void;
}

/** What the channel changes in requests and answers: a line each, in order, and a list to take them from. */
export function TransformersField({ protocol, value, ownModels, error, onChange }: TransformersFieldProps) {
  const { t } = useTranslation('channels');
  const { data: known = [] } = useQuery(api.transformers.list.queryOptions());
  const offered = known.filter(({ protocols }) => protocols.includes(protocol));
  const add = (name: string): void => onChange(value.trim() === '' ? name : `${value.trimEnd()}\n${name}`);
  return (
    <div className="flex flex-col gap-2">
      <Field label={t('fields.transformers')} hint={t('hints.transformers')} error={error}>
        {(ids) => (
          <TextArea
            {...ids}
            rows={value === '' ? 2 : 4}
            value={value}
            placeholder={'maxtoken {"max_tokens": 8192}'}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      <Select
        aria-label={t('addTransformer')}
        className="w-60 max-w-full"
        value=""
        onChange={(event) => add(event.target.value)}
      >
        <option value="" disabled>
          {t('addTransformer')}
        </option>
        {offered.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Select>
      {ownModels.length > 0 && (
        <p className="text-muted">{t('ownTransformers', { models: ownModels.join(', ') })}</p>
      )}
    </div>
  );
}
