import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Eye, Plus, Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { GatewayToken } from '#shared/domain/gateway-token';
import { api } from '#renderer/lib/client';
import { describeError } from '#renderer/lib/describe-error';
import { Button } from '#renderer/ui/button';
import { Card } from '#renderer/ui/card';
import { Code } from '#renderer/ui/copy';
import { Confirm } from '#renderer/ui/dialog';
import { Failure } from '#renderer/ui/feedback';
import { Input } from '#renderer/ui/input';
import { Switch } from '#renderer/ui/switch';

/** Gateway tokens, which let clients in; each is shown in full only when asked to. */
export function TokensCard() {
  const { t } = useTranslation(['settings', 'common']);
  const queries = useQueryClient();
  const tokens = useQuery(api.gatewayTokens.list.queryOptions());
  const [name, setName] = useState('');
  const create = useMutation(
    api.gatewayTokens.create.mutationOptions({
      onSuccess: () => setName(''),
      onError: (error) => toast.error(describeError(error)),
      onSettled: () => void queries.invalidateQueries({ queryKey: api.gatewayTokens.key() }),
    }),
  );
  const add = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== '') create.mutate({ name: name.trim() });
  };
  return (
    <Card title={t('tokens.title')}>
      <p className="mb-2 text-muted">{t('tokens.text')}</p>
      {tokens.isError && <Failure error={tokens.error} onRetry={() => void tokens.refetch()} />}
      <ul className="flex flex-col divide-y">
        {tokens.data?.map((token) => (
          <TokenRow key={token.id} token={token} />
        ))}
      </ul>
      <form onSubmit={add} className="mt-2 flex gap-2">
        <Input
          aria-label={t('tokens.name')}
          placeholder={t('tokens.name')}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" busy={create.isPending} disabled={name.trim() === ''}>
          <Plus aria-hidden />
          {t('tokens.add')}
        </Button>
      </form>
    </Card>
  );
}

function TokenRow({ token }: { readonly token: GatewayToken }) {
  const { t } = useTranslation(['settings', 'common']);
  const queries = useQueryClient();
  const [shown, setShown] = useState<string | null>(null);
  const [asksToRemove, setAsksToRemove] = useState(false);
  const { id, revision, name, enabled, last4, project } = token;
  const options = {
    onError: (error: unknown) => void toast.error(describeError(error)),
    onSettled: () => void queries.invalidateQueries({ queryKey: api.gatewayTokens.key() }),
  };
  const update = useMutation(api.gatewayTokens.update.mutationOptions(options));
  const remove = useMutation(api.gatewayTokens.remove.mutationOptions(options));
  const reveal = useMutation(
    api.gatewayTokens.reveal.mutationOptions({
      ...options,
      // Neither kept nor asked for again by itself.
      gcTime: 0,
      onSuccess: ({ token: secret }) => setShown(secret),
    }),
  );
  return (
    <li className="flex flex-col gap-1 py-1.5">
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate" title={name}>
          {name} <span className="font-mono text-muted">…{last4}</span>
          {project !== null && <span className="text-muted"> · {project}</span>}
        </span>
        <Switch
          checked={enabled}
          aria-label={t('tokens.enable', { name })}
          onCheckedChange={(checked) => update.mutate({ id, revision, enabled: checked })}
        />
        <Button
          look="quiet"
          size="smallIcon"
          aria-label={t('tokens.show', { name })}
          title={t('tokens.show', { name })}
          aria-pressed={shown !== null}
          onClick={() => (shown === null ? reveal.mutate({ id }) : setShown(null))}
        >
          <Eye aria-hidden />
        </Button>
        <Button
          look="quiet"
          size="smallIcon"
          aria-label={t('tokens.remove', { name })}
          title={t('tokens.remove', { name })}
          onClick={() => setAsksToRemove(true)}
        >
          <Trash2 aria-hidden />
        </Button>
      </div>
      {shown !== null && <Code text={shown} wrap />}
      <Confirm
        open={asksToRemove}
        onOpenChange={setAsksToRemove}
        title={t('tokens.removeTitle', { name })}
        text={t('tokens.removeText')}
        confirm={t('common:delete')}
        onConfirm={() => remove.mutate({ id })}
      />
    </li>
  );
}
