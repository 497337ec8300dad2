import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import { useLocation } from 'wouter';
import { channelSettingsSchema, type Channel } from '#shared/domain/channel';
import { api } from '#renderer/lib/client';
import { describeError } from '#renderer/lib/describe-error';

const MAX_NAME_LENGTH = 80;

interface ChannelActions {
  setEnabled(enabled: boolean): void;
  remove(): void;
  /** Ask it again at once. */
  reset(): void;
  /** Adds one with the same settings, without keys and switched off, and opens it. */
  duplicate(): void;
}

export function useChannelActions(channel: Channel): ChannelActions {
  const { id, revision } = channel;
  const { t } = useTranslation('channels');
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const options = {
    onError: (error: unknown) => void toast.error(describeError(error)),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: api.channels.key() });
      void queries.invalidateQueries({ queryKey: api.system.status.key() });
    },
  };
  const create = useMutation(
    api.channels.create.mutationOptions({
      ...options,
      onSuccess: (made: Channel) => navigate(`/channels/${made.id}`),
    }),
  );
  const update = useMutation(api.channels.update.mutationOptions(options));
  const remove = useMutation(api.channels.remove.mutationOptions(options));
  const reset = useMutation(api.channels.reset.mutationOptions(options));
  return {
    setEnabled: (enabled) => update.mutate({ id, revision, enabled }),
    remove: () => remove.mutate({ id, revision }),
    reset: () => reset.mutate({ id }),
    duplicate: () =>
      create.mutate({
        ...channelSettingsSchema.parse(channel),
        name: t('copyOf', { name: channel.name }).slice(0, MAX_NAME_LENGTH),
        enabled: false,
      }),
  };
}
