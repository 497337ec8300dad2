import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCw, SearchCode } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import { useLocation } from 'wouter';
import type { RequestRecord } from '#shared/domain/request-record';
import type { StoredExchange } from '#shared/domain/stored-exchange';
import { writeCurl } from '#shared/domain/write-curl';
import { api } from '#renderer/lib/client';
import { describeError } from '#renderer/lib/describe-error';
import { Button } from '#renderer/ui/button';
import { CopyButton } from '#renderer/ui/copy';
import { Failure } from '#renderer/ui/feedback';
import { Menu, MenuItem, MenuSeparator } from '#renderer/ui/menu';
import { Explanation } from '#renderer/features/routing/explanation';

interface ExchangeActionsProps {
  readonly request: RequestRecord;
  readonly exchange: StoredExchange;
}

/** What can be done with a request that is stored as a whole. */
export function ExchangeActions({ request, exchange }: ExchangeActionsProps) {
  const { t } = useTranslation('requests');
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const { data: channels = [] } = useQuery(api.channels.list.queryOptions());
  const { data: status } = useQuery(api.system.status.queryOptions());
  const replay = useMutation(
    api.requests.replay.mutationOptions({
      onError: (error) => toast.error(describeError(error)),
      onSuccess: ({ id }) => {
        void queries.invalidateQueries({ queryKey: api.requests.list.key() });
        toast.success(t('exchange.replayed'));
        navigate(`/requests/${id}`);
      },
    }),
  );
  const explain = useMutation(api.requests.explain.mutationOptions());
  const curl = writeCurl(exchange, status?.address ?? 'http://127.0.0.1:8080');
  const again = (channelId: string | null): void => replay.mutate({ id: request.id, channelId, model: null });
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Menu
          trigger={
            <Button busy={replay.isPending} disabled={curl === null}>
              <RotateCw aria-hidden />
              {t('exchange.replay')}
            </Button>
          }
        >
          <MenuItem onSelect={() => again(null)}>{t('exchange.asPlanned')}</MenuItem>
          <MenuSeparator />
          {channels
            .filter(({ enabled }) => enabled)
            .map(({ id, name }) => (
              <MenuItem key={id} onSelect={() => again(id)}>
                {t('exchange.on', { channel: name })}
              </MenuItem>
            ))}
        </Menu>
        <Button
          busy={explain.isPending}
          disabled={curl === null}
          onClick={() => explain.mutate({ id: request.id })}
        >
          <SearchCode aria-hidden />
          {t('exchange.explain')}
        </Button>
        {curl !== null && (
          <span className="flex items-center gap-1">
            <CopyButton text={curl} label={t('exchange.curl')} />
            <span className="text-muted" aria-hidden>
              curl
            </span>
          </span>
        )}
      </div>
      {explain.error !== null && <Failure error={explain.error} />}
      {explain.data !== undefined && <Explanation explanation={explain.data} />}
    </>
  );
}
