import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import { api } from './client';
import { describeError } from './describe-error';

/** Chooses the channel that answers next. */
export function useSwitchChannel(): { use: (channel: string) => void; isPending: boolean } {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation(
    api.routing.use.mutationOptions({
      onSuccess: () => toast.success(t('switched')),
      onError: (error) => toast.error(describeError(error)),
      onSettled: () => void queries.invalidateQueries({ queryKey: api.system.status.key() }),
    }),
  );
  return { use: (channel) => mutate({ channel }), isPending };
}
