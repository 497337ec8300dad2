import type { RequestFilter } from '#shared/contract/requests';

/** A place in the list, newest first. Requests of one millisecond are ordered by id. */
export interface RequestPosition {
  readonly startedAt: number;
  readonly id: string;
}

type Member = Exclude<keyof RequestFilter, 'from' | 'to' | 'search'>;

const COLUMNS: Readonly<Record<Member, string>> = {
  sessionId: 'session_id',
  project: 'project',
  failureKind: 'failure_kind',
  outcome: 'outcome',
  gatewayTokenId: 'gateway_token_id',
  channelId: 'channel_id',
  model: 'model',
  client: 'client',
  protocol: 'protocol',
};

/** Those with an index, the one that usually leaves the fewest requests first. */
const BY_SELECTIVITY = [
  'sessionId',
  'project',
  'failureKind',
  'outcome',
  'gatewayTokenId',
  'channelId',
  'model',
  'client',
  'protocol',
] as const satisfies readonly Member[];

/** As the index of such requests has it. */
export const NO_SUCCESS = `outcome <> 'success'`;

export interface Conditions {
  readonly conditions: readonly string[];
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** The member whose index is worth a walk; undefined when there is none. */
export function selectIndexed(filter: RequestFilter): Member | undefined {
  return BY_SELECTIVITY.find(
    // Most requests succeed, so these are looked at by time.
    (member) => filter[member] !== undefined && (member !== 'outcome' || filter.outcome !== 'success'),
  );
}

/**
 * What the filter without its search text, and the place in the list, ask for. SQLite is kept to one index, because without
 * statistics it takes any two for equally good.
 * @param indexed the member whose index is to be used; null: none of them
 */
export function selectConditions(
  filter: RequestFilter,
  after: RequestPosition | null,
  indexed: Member | null = selectIndexed(filter) ?? null,
): Conditions {
  const conditions: string[] = [];
  const parameters: Record<string, string | number> = {};
  for (const member of BY_SELECTIVITY) {
    const value = filter[member];
    if (value === undefined) continue;
    // Both are served by the index of what was no success, which is one by time.
    const plain = member === indexed && member !== 'outcome' && member !== 'failureKind';
    conditions.push(`${plain ? '' : '+'}${COLUMNS[member]} = @${member}`);
    if (member === indexed && !plain) conditions.push(NO_SUCCESS);
    parameters[member] = value;
  }
  if (filter.from !== undefined) {
    conditions.push('started_at >= @from');
    parameters['from'] = filter.from;
  }
  if (filter.to !== undefined) {
    conditions.push('started_at < @to');
    parameters['to'] = filter.to;
  }
  if (after !== null) {
    conditions.push('(started_at, id) < (@afterStartedAt, @afterId)');
    parameters['afterStartedAt'] = after.startedAt;
    parameters['afterId'] = after.id;
  }
  return { conditions, parameters };
}
