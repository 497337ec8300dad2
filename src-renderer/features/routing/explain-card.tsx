import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import { api } from '#renderer/lib/client';
import { parseObject } from '#renderer/lib/parse-object';
import { Button } from '#renderer/ui/button';
import { Card } from '#renderer/ui/card';
import { Failure } from '#renderer/ui/feedback';
import { Field } from '#renderer/ui/field';
import { Input, Select, TextArea } from '#renderer/ui/input';
import { Explanation } from './explanation';

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
