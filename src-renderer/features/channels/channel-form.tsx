import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, ChevronRight, ExternalLink } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { Channel } from '#shared/domain/channel';
import type { ProviderPreset } from '#shared/domain/provider-preset';
import { api } from '#renderer/lib/client';
import { isStale, selectRefusedField } from '#renderer/lib/describe-error';
import { Button } from '#renderer/ui/button';
import { Failure } from '#renderer/ui/feedback';
import { Field } from '#renderer/ui/field';
import { Input, Select, TextArea } from '#renderer/ui/input';
import { ChannelTest } from './channel-test';
import { FetchModels } from './fetch-models';
import { CredentialFields } from './credential-fields';
import {
  changeProtocol,
  checkDraft,
  createDraft,
  toCreate,
  toUpdate,
  type ChannelDraft,
  type DraftProblems,
} from './draft';
import { selectProtocols } from './select-protocols';
import { TransformersField } from './transformers-field';

interface ChannelFormProps {
  readonly channel: Channel | null;
  readonly preset: ProviderPreset | null;
  readonly onDirty: (dirty: boolean) => void;
  readonly onClose: () => void;
  /** To the gallery; null where there is no way back. */
  readonly onBack: (() => void) | null;
}

/** A preset asks for a key and nothing else; everything else is one press away. */
export function ChannelForm({ channel, preset, onDirty, onClose, onBack }: ChannelFormProps) {
  const { t } = useTranslation(['channels', 'common']);
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => createDraft(channel, preset));
  const [shown, setShown] = useState<DraftProblems>({});
  const saved = {
    onSuccess: ({ name }: Channel) => {
      toast.success(t('editor.saved', { name }));
      onClose();
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: api.channels.key() });
      void queries.invalidateQueries({ queryKey: api.system.status.key() });
    },
  };
  const create = useMutation(api.channels.create.mutationOptions(saved));
  const update = useMutation(api.channels.update.mutationOptions(saved));
  const save = channel === null ? create : update;

  const change = (changed: Partial<ChannelDraft>): void => {
    setDraft((before) => ({ ...before, ...changed }));
    setShown({});
    onDirty(true);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const problems = checkDraft(draft);
    setShown(problems);
    if (Object.keys(problems).length > 0) return;
    if (channel === null) create.mutate(toCreate(draft));
    else update.mutate(toUpdate(draft, channel));
  };
  const refused = selectRefusedField(save.error);
  const problemOf = (field: keyof DraftProblems): string | null => {
    const problem = shown[field];
    return problem === undefined ? null : t(`problem.${problem}`);
  };
  const isInBasics = channel === null && preset !== null;
  const basics = (
    <>
      <Field label={t('fields.name')} error={problemOf('name')}>
        {(ids) => (
          <Input
            {...ids}
            value={draft.name}
            maxLength={80}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
        <Field label={t('fields.protocol')}>
          {(ids) => (
            <Select
              {...ids}
              value={draft.protocol}
              onChange={(event) => {
                const protocol = selectProtocols(preset).find((known) => known === event.target.value);
                if (protocol !== undefined) change(changeProtocol(draft, protocol, preset));
              }}
            >
              {selectProtocols(preset).map((protocol) => (
                <option key={protocol} value={protocol}>
                  {t(`common:protocols.${protocol}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t('fields.baseUrl')} error={problemOf('baseUrl')}>
          {(ids) => (
            <Input
              {...ids}
              value={draft.baseUrl}
              inputMode="url"
              placeholder="https://"
              className="font-mono text-[12.5px]"
              onChange={(event) => change({ baseUrl: event.target.value })}
            />
          )}
        </Field>
      </div>
    </>
  );
  const advanced = (
    <>
      <Field label={t('fields.models')} hint={t('hints.models')} error={problemOf('models')}>
        {(ids) => (
          <TextArea
            {...ids}
            rows={3}
            value={draft.models}
            onChange={(event) => change({ models: event.target.value })}
          />
        )}
      </Field>
      <FetchModels
        channel={channel}
        draft={draft}
        onChange={(models) => change({ models: models.join('\n') })}
      />
      <Field label={t('fields.mapping')} hint={t('hints.mapping')} error={problemOf('mapping')}>
        {(ids) => (
          <TextArea
            {...ids}
            rows={3}
            value={draft.mapping}
            placeholder="claude-opus-* = deepseek-reasoner"
            onChange={(event) => change({ mapping: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('fields.defaultModel')} hint={t('hints.defaultModel')}>
        {(ids) => (
          <Input
            {...ids}
            value={draft.defaultModel}
            className="font-mono text-[12.5px]"
            onChange={(event) => change({ defaultModel: event.target.value })}
          />
        )}
      </Field>
      <div className="grid grid-cols-2 gap-3">
        <Field label={t('fields.priority')} hint={t('hints.priority')} error={problemOf('priority')}>
          {(ids) => (
            <Input
              {...ids}
              type="number"
              min={1}
              max={100}
              value={draft.priority}
              onChange={(event) => change({ priority: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('fields.weight')} hint={t('hints.weight')} error={problemOf('weight')}>
          {(ids) => (
            <Input
              {...ids}
              type="number"
              min={0}
              step="any"
              value={draft.weight}
              onChange={(event) => change({ weight: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field
        label={t('fields.priceMultiplier')}
        hint={t('hints.priceMultiplier')}
        error={problemOf('priceMultiplier')}
      >
        {(ids) => (
          <Input
            {...ids}
            type="number"
            min={0}
            step="any"
            placeholder="1"
            value={draft.priceMultiplier}
            onChange={(event) => change({ priceMultiplier: event.target.value })}
          />
        )}
      </Field>
      <TransformersField
        protocol={draft.protocol}
        value={draft.transformers}
        ownModels={Object.keys(channel?.transformers?.models ?? {})}
        error={problemOf('transformers')}
        onChange={(transformers) => change({ transformers })}
      />
      <Field label={t('fields.profile')} hint={t('hints.profile')} error={problemOf('profile')}>
        {(ids) => (
          <TextArea
            {...ids}
            rows={draft.profile === '' ? 2 : 6}
            value={draft.profile}
            placeholder="{}"
            onChange={(event) => change({ profile: event.target.value })}
          />
        )}
      </Field>
    </>
  );

  return (
    <form className="flex flex-col gap-4" onSubmit={submit} noValidate>
      {onBack !== null && (
        <Button look="quiet" size="small" className="self-start" onClick={onBack}>
          <ArrowLeft aria-hidden />
          {t('editor.back')}
        </Button>
      )}
      {!isInBasics && basics}
      <CredentialFields channel={channel} draft={draft} onChange={change} />
      {preset?.keyUrl != null && (
        <a
          href={preset.keyUrl}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 self-start text-accent underline"
        >
          {t('editor.getKey', { name: preset.name })}
          <ExternalLink className="size-3.5" aria-hidden />
        </a>
      )}
      <details className="group" {...(Object.keys(shown).length > 0 && { open: true })}>
        <summary className="flex list-none items-center gap-1 font-medium">
          <ChevronRight className="size-4 text-muted group-open:rotate-90" aria-hidden />
          {t('editor.more')}
        </summary>
        <div className="mt-3 flex flex-col gap-4">
          {isInBasics && basics}
          {advanced}
        </div>
      </details>
      <ChannelTest channel={channel} draft={draft} />
      {save.error !== null && (
        <div className="flex flex-col gap-1">
          {refused !== null && <p className="font-mono text-[12.5px] text-failure">{refused}</p>}
          <Failure error={save.error} />
          {isStale(save.error) && <p className="text-muted">{t('editor.stale')}</p>}
        </div>
      )}
      <div className="sticky bottom-0 -mx-4 -mb-4 flex justify-end gap-2 border-t bg-surface px-4 py-3">
        <Button type="submit" look="primary" busy={save.isPending}>
          {channel === null ? t('add') : t('common:save')}
        </Button>
      </div>
    </form>
  );
}
