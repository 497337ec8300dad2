import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { Channel } from '#shared/domain/channel';
import { api } from '#renderer/lib/client';
import { describeError } from '#renderer/lib/describe-error';
import { movePriority } from './move-priority';

/** Moves a channel to another place in the order they are tried. */
export function useMoveChannel(channels: readonly Channel[]) {
  const { t } = useTranslation('channels');
  const queries = useQueryClient();
  const { mutate } = useMutation(
    api.channels.update.mutationOptions({
      onSuccess: ({ name, priority }) => toast.success(t('moved', { name, priority })),
      onError: (error) => toast.error(describeError(error)),
      onSettled: () => void queries.invalidateQueries({ queryKey: api.channels.key() }),
    }),
  );
  return {
    moveTo(id: string, toIndex: number): void {
      const channel = channels.find((other) => other.id === id);
      const priority = movePriority(channels, id, toIndex);
      if (channel !== undefined && priority !== null) mutate({ id, revision: channel.revision, priority });
    },
  };
}
