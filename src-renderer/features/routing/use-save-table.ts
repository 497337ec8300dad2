import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { RoutingTableView } from '#shared/contract/routing';
import type { ChannelGroup, RouteRule } from '#shared/domain/routing-table';
import { api } from '#renderer/lib/client';
import { describeError } from '#renderer/lib/describe-error';

/** What is not named stays as it is. */
interface TableChange {
  readonly rules?: readonly RouteRule[];
  readonly groups?: readonly ChannelGroup[];
}

/** Saves other rules and groups in the place of those that are there. */
export function useSaveTable(table: RoutingTableView) {
  const queries = useQueryClient();
  const mutation = useMutation(
    api.routing.saveTable.mutationOptions({
      onError: (error) => toast.error(describeError(error)),
      onSuccess: (saved) => queries.setQueryData(api.routing.table.queryKey(), saved),
      onSettled: () => void queries.invalidateQueries({ queryKey: api.routing.table.key() }),
    }),
  );
  return {
    ...mutation,
    save: ({ rules = table.rules, groups = table.groups }: TableChange, onSuccess?: () => void): void =>
      mutation.mutate(
        { revision: table.revision, groups: [...groups], rules: rules.map(toRule) },
        onSuccess === undefined ? {} : { onSuccess },
      ),
  };
}

/** Without what is only shown of it. */
function toRule({ id, name, enabled, when, targets, only }: RouteRule): RouteRule {
  return { id, name, enabled, when, targets, only };
}
