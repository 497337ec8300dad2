import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteExplanation } from '#shared/contract/routing';
import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import { api } from '#renderer/lib/client';
import { useFormat } from '#renderer/lib/format';
import { parseObject } from '#renderer/lib/parse-object';
import { Button } from '#renderer/ui/button';
import { Card } from '#renderer/ui/card';
import { Failure, Notice } from '#renderer/ui/feedback';
import { Field } from '#renderer/ui/field';
import { Input, Select, TextArea } from '#renderer/ui/input';

const EXAMPLE = JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] }, null, 2);

interface ExplainCardProps {
  /** Called with the rule that the request follows; null for none. */
  readonly onExplained: (ruleId: string | null) => void;
}

/** Where a request would go and why, without sending it. */
export function ExplainCard({ onExplained }: ExplainCardProps) {
  const { t } = useTranslation(['routing', 'common']);
  const [protocol, setProtocol] = useState<ProtocolId>(PROTOCOL_IDS[0]);
  const [model, setModel] = useState('claude-opus-4-8');
  const [body, setBody] = useState(EXAMPLE);
  const explain = useMutation(
    api.routing.explain.mutationOptions({ onSuccess: ({ ruleId }) => onExplained(ruleId) }),
  );
  const parsed = parseObject(body);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (parsed !== null) explain.mutate({ protocol, model, body: { model, ...parsed } });
  };
  return (
    <Card title={t('explain.title')}>
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <Field label={t('explain.protocol')}>
          {(ids) => (
            <Select
              {...ids}
              value={protocol}
              onChange={(event) =>
                setProtocol(PROTOCOL_IDS.find((known) => known === event.target.value) ?? PROTOCOL_IDS[0])
              }
            >
              {PROTOCOL_IDS.map((id) => (
                <option key={id} value={id}>
                  {t(`common:protocols.${id}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t('explain.model')}>
          {(ids) => (
            <Input
              {...ids}
              required
              className="font-mono text-[12.5px]"
              value={model}
              onChange={(event) => setModel(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('explain.body')} error={parsed === null ? t('explain.notJson') : null}>
          {(ids) => (
            <TextArea {...ids} rows={7} value={body} onChange={(event) => setBody(event.target.value)} />
          )}
        </Field>
        <Button type="submit" className="self-start" busy={explain.isPending} disabled={parsed === null}>
          {t('explain.run')}
        </Button>
      </form>
      {explain.error !== null && <Failure error={explain.error} />}
      {explain.data !== undefined && <Explanation explanation={explain.data} />}
    </Card>
  );
}

function Explanation({ explanation }: { readonly explanation: RouteExplanation }) {
  const { t } = useTranslation(['routing', 'common', 'requests']);
  const format = useFormat();
  const { by, facts, presets, refusal, ruleId, rules, targets, warnings } = explanation;
  const name = rules.find(({ id }) => id === ruleId)?.name ?? '';
  return (
    <div className="mt-4 flex flex-col gap-3 border-t pt-3" aria-live="polite">
      <p className="text-muted">
        {t('explain.facts', {
          client: t(`common:clients.${facts.client}`),
          tokens: format.compact(facts.tokens),
          scenarios: facts.scenarios.join(', '),
        })}
      </p>
      {refusal === null && (
        <p>
          {t('explain.by', {
            by: t(`requests:decidedBy.${by === 'rule' ? 'namedRule' : (by ?? 'order')}`, { name }),
          })}
          {presets.length > 0 && ` · ${presets.map((preset) => t(`presets.${preset}`)).join(' · ')}`}
        </p>
      )}
      {warnings.map((warning) => (
        <Notice key={warning}>{warning}</Notice>
      ))}
      {refusal !== null && <Notice>{refusal}</Notice>}
      {rules.length > 0 && (
        <ul className="flex flex-col gap-0.5">
          {rules.map((rule) => (
            <li key={rule.id} className={rule.type === 'followed' ? 'font-medium' : 'text-muted'}>
              {rule.name}:{' '}
              {rule.type === 'unfit' ? t('explain.unfit', { field: rule.field }) : t(`explain.${rule.type}`)}
            </li>
          ))}
        </ul>
      )}
      <ol className="flex flex-col divide-y rounded-md border">
        {targets.map((target, index) => (
          // One channel may stand there with several keys.
          <li key={index} className="flex gap-3 px-3 py-1.5">
            <span className="w-4 text-right text-muted">{index + 1}</span>
            <div className="min-w-0 flex-1">
              <p className="truncate" title={`${target.channelName} ${target.upstreamModel}`}>
                <span className="font-medium">{target.channelName}</span>{' '}
                <span className="font-mono text-[12.5px]">{target.upstreamModel}</span>
              </p>
              <p className="text-[12.5px] break-words text-muted">{target.reason}</p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
