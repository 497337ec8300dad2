import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { RoutingTableView } from '#shared/contract/routing';
import type { RouteRule } from '#shared/domain/routing-table';
import { api } from '#renderer/lib/client';
import { describeError } from '#renderer/lib/describe-error';

/** Saves other rules in the place of those that are there. */
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
    save: (rules: readonly RouteRule[], onSuccess?: () => void): void =>
      mutation.mutate(
        { revision: table.revision, groups: table.groups, rules: rules.map(toRule) },
        onSuccess === undefined ? {} : { onSuccess },
      ),
  };
}

/** Without what is only shown of it. */
function toRule({ id, name, enabled, when, targets, only }: RouteRule): RouteRule {
  return { id, name, enabled, when, targets, only };
}
