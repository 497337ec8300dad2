import type { RequestFilter } from '#shared/contract/requests';
import { errorKindSchema } from '#shared/domain/error-kind';
import { clientKindSchema, outcomeSchema } from '#shared/domain/request-record';

const TEXT_FIELDS = ['search', 'channelId', 'model', 'project', 'sessionId'] as const;
const TIME_FIELDS = ['from', 'to'] as const;

/** What the address asks for; what makes no sense in it is left out. */
export function readFilter(search: string): RequestFilter {
  const params = new URLSearchParams(search);
  const filter: RequestFilter = {};
  for (const field of TEXT_FIELDS) {
    const value = params.get(field);
    if (value !== null && value !== '') filter[field] = value;
  }
  for (const field of TIME_FIELDS) {
    const value = Number(params.get(field));
    if (params.has(field) && Number.isFinite(value) && value >= 0) filter[field] = value;
  }
  const outcome = outcomeSchema.safeParse(params.get('outcome'));
  if (outcome.success) filter.outcome = outcome.data;
  const client = clientKindSchema.safeParse(params.get('client'));
  if (client.success) filter.client = client.data;
  const failureKind = errorKindSchema.safeParse(params.get('failureKind'));
  if (failureKind.success) filter.failureKind = failureKind.data;
  return filter;
}

export function writeFilter(filter: RequestFilter): string {
  const params = new URLSearchParams();
  for (const [field, value] of Object.entries(filter)) {
    if (value !== undefined) params.set(field, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
