import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { Channel } from '#shared/domain/channel';
import { api } from '#renderer/lib/client';
import { describeError } from '#renderer/lib/describe-error';

interface ChannelActions {
  setEnabled(enabled: boolean): void;
  remove(): void;
  /** Ask it again at once. */
  reset(): void;
}

export function useChannelActions({ id, revision }: Channel): ChannelActions {
  const queries = useQueryClient();
  const options = {
    onError: (error: unknown) => void toast.error(describeError(error)),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: api.channels.key() });
      void queries.invalidateQueries({ queryKey: api.system.status.key() });
    },
  };
  const update = useMutation(api.channels.update.mutationOptions(options));
  const remove = useMutation(api.channels.remove.mutationOptions(options));
  const reset = useMutation(api.channels.reset.mutationOptions(options));
  return {
    setEnabled: (enabled) => update.mutate({ id, revision, enabled }),
    remove: () => remove.mutate({ id, revision }),
    reset: () => reset.mutate({ id }),
  };
}
