import { useQuery } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoutingTableView } from '#shared/contract/routing';
import { CLIENT_KINDS } from '#shared/domain/request-record';
import { SCENARIOS, type RouteRule, type RuleTarget } from '#shared/domain/routing-table';
import { api } from '#renderer/lib/client';
import { Button } from '#renderer/ui/button';
import { SidePanel } from '#renderer/ui/dialog';
import { Failure } from '#renderer/ui/feedback';
import { Field } from '#renderer/ui/field';
import { Input, Select } from '#renderer/ui/input';
import { createRuleDraft, toRule, type RuleDraft } from './rule-draft';
import { useSaveTable } from './use-save-table';

interface RuleEditorProps {
  readonly table: RoutingTableView;
  /** Null: a new one. */
  readonly rule: RouteRule | null;
  readonly onClose: () => void;
}

const TEXTS = ['models', 'projects', 'tools', 'keywords'] as const;
const NUMBERS = ['minTokens', 'maxTokens'] as const;

/** Read from top to bottom: when all of this holds, these answer. */
export function RuleEditor({ table, rule, onClose }: RuleEditorProps) {
  const { t } = useTranslation(['routing', 'common']);
  const { data: channels = [] } = useQuery(api.channels.list.queryOptions());
  const { save, isPending, error } = useSaveTable(table);
  const [draft, setDraft] = useState(() => createRuleDraft(rule, channels[0]?.id ?? ''));
  const change = (changed: Partial<RuleDraft>): void => setDraft((before) => ({ ...before, ...changed }));
  const changeTarget = (index: number, target: RuleTarget): void =>
    change({ targets: draft.targets.map((other, at) => (at === index ? target : other)) });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const changed = toRule(draft, rule);
    const rules =
      rule === null
        ? [...table.rules, changed]
        : table.rules.map((other) => (other.id === rule.id ? changed : other));
    save({ rules }, onClose);
  };
  return (
    <SidePanel
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={rule?.name ?? t('newRule')}
    >
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t('fields.name')}>
          {(ids) => (
            <Input
              {...ids}
              required
              maxLength={80}
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <h3 className="font-semibold">{t('fields.when')}</h3>
        <Field label={t('fields.scenario')}>
          {(ids) => (
            <Select
              {...ids}
              value={draft.scenario}
              onChange={(event) =>
                change({ scenario: SCENARIOS.find((known) => known === event.target.value) ?? 'default' })
              }
            >
              {SCENARIOS.map((scenario) => (
                <option key={scenario} value={scenario}>
                  {t(`scenarios.${scenario}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {TEXTS.map((field) => (
          <Field key={field} label={t(`fields.${field}`)} hint={t(`hints.${field}`)}>
            {(ids) => (
              <Input
                {...ids}
                value={draft[field]}
                onChange={(event) => change({ [field]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <Field label={t('fields.pattern')} hint={t('hints.pattern')}>
          {(ids) => (
            <Input
              {...ids}
              className="font-mono text-[12.5px]"
              value={draft.pattern}
              onChange={(event) => change({ pattern: event.target.value })}
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-3">
          {NUMBERS.map((field) => (
            <Field key={field} label={t(`fields.${field}`)}>
              {(ids) => (
                <Input
                  {...ids}
                  type="number"
                  min={0}
                  value={draft[field]}
                  onChange={(event) => change({ [field]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
        <fieldset>
          <legend className="mb-1 font-medium">{t('fields.clients')}</legend>
          <div className="flex flex-wrap gap-x-4 gap-y-1">
            {CLIENT_KINDS.map((client) => (
              <label key={client} className="flex items-center gap-1.5">
                <input
                  type="checkbox"
                  className="size-4 accent-(--accent)"
                  checked={draft.clients.includes(client)}
                  onChange={(event) =>
                    change({
                      clients: event.target.checked
                        ? [...draft.clients, client]
                        : draft.clients.filter((other) => other !== client),
                    })
                  }
                />
                {t(`common:clients.${client}`)}
              </label>
            ))}
          </div>
        </fieldset>
        <h3 className="font-semibold">{t('fields.targets')}</h3>
        <ul className="flex flex-col gap-2">
          {draft.targets.map((target, index) => (
            // Targets have no ids, and may be the same twice while they are being chosen.
            <li key={index} className="flex gap-2">
              <Select
                aria-label={t('fields.target')}
                value={'group' in target ? `group ${target.group}` : target.channelId}
                onChange={(event) => changeTarget(index, readTarget(event.target.value, target.model))}
              >
                {channels.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
                {table.groups.map(({ name }) => (
                  <option key={name} value={`group ${name}`}>
                    {t('group', { name })}
                  </option>
                ))}
              </Select>
              <Input
                aria-label={t('fields.targetModel')}
                placeholder={t('fields.targetModel')}
                value={target.model ?? ''}
                onChange={(event) =>
                  changeTarget(index, {
                    ...target,
                    model: event.target.value === '' ? null : event.target.value,
                  })
                }
              />
              <Button
                look="quiet"
                size="icon"
                disabled={draft.targets.length === 1}
                aria-label={t('removeTarget')}
                onClick={() => change({ targets: draft.targets.filter((_, at) => at !== index) })}
              >
                <Trash2 aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
        <Button
          size="small"
          className="self-start"
          onClick={() => change({ targets: [...draft.targets, readTarget(channels[0]?.id ?? '', null)] })}
        >
          <Plus aria-hidden />
          {t('addTarget')}
        </Button>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-(--accent)"
            checked={draft.only}
            onChange={(event) => change({ only: event.target.checked })}
          />
          {t('fields.only')}
        </label>
        {error !== null && <Failure error={error} />}
        <div className="sticky bottom-0 -mx-4 -mb-4 flex justify-end border-t bg-surface px-4 py-3">
          <Button type="submit" look="primary" busy={isPending}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </SidePanel>
  );
}

const GROUP = 'group ';

function readTarget(value: string, model: string | null): RuleTarget {
  return value.startsWith(GROUP) ? { group: value.slice(GROUP.length), model } : { channelId: value, model };
}
