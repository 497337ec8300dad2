import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { SettingsChanges, SettingsState } from '#shared/contract/settings';
import { api } from '#renderer/lib/client';
import { describeError } from '#renderer/lib/describe-error';

/** Saves a change at once and offers to take it back. */
export type ChangeSettings = (changes: SettingsChanges, before: SettingsChanges) => void;

export function useChangeSettings(state: SettingsState | undefined): ChangeSettings {
  const { t } = useTranslation('settings');
  const queries = useQueryClient();
  const { mutate } = useMutation(
    api.settings.update.mutationOptions({
      onError: (error) => toast.error(describeError(error)),
      // The next change is made from here, also when it comes before what was saved has been loaded again.
      onSuccess: (saved) => queries.setQueryData(api.settings.get.queryKey(), saved),
      onSettled: () => {
        void queries.invalidateQueries({ queryKey: api.settings.key() });
        void queries.invalidateQueries({ queryKey: api.routing.key() });
      },
    }),
  );
  return (changes, before) => {
    if (state === undefined) return;
    mutate(
      { revision: state.revision, changes },
      {
        onSuccess: ({ revision }) => {
          toast.success(t('saved'), {
            action: { label: t('undo'), onClick: () => mutate({ revision, changes: before }) },
          });
        },
      },
    );
  };
}
