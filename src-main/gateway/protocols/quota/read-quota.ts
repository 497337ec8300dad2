import type { Quota } from '#shared/domain/channel-health';
import { parseReset, readNumber } from '../errors/parse-reset';

/** Header names in lower case, as node:http gives them. */
export type QuotaHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface ReadQuota {
  readonly quotas: readonly Quota[];
  /** When what is used up is free again, in milliseconds since the epoch; null where nothing is, or no time is named. */
  readonly exhaustedUntil: number | null;
}

interface Fields {
  limit?: string;
  remaining?: string;
  reset?: string;
  utilization?: string;
  status?: string;
}

const ANTHROPIC_PREFIX = 'anthropic-ratelimit-';
const OPENAI_PREFIX = 'x-ratelimit-';
const FIELD = /^(limit|remaining|reset)(?:-(.+))?$|^(.+)-(limit|remaining|reset|utilization|status)$/;
/** Of a subscription: all its windows together. */
const UNIFIED = 'unified';
const MAX_KINDS = 16;
/** No provider counts over more than a month: what is further away is not a reset. */
const MAX_RESET_MS = 32 * 24 * 60 * 60 * 1000;

/**
 * What the headers of an answer say of its key's limits: Anthropic's (`anthropic-ratelimit-<kind>-remaining`, of subscriptions
 * `anthropic-ratelimit-unified-<window>-utilization`) and OpenAI's (`x-ratelimit-remaining-<kind>`), which many others copy.
 * Values that cannot be read are as if they were not there.
 *
 * @param now milliseconds since the epoch
 * @returns null where they say nothing
 */
export function readQuota(headers: QuotaHeaders, now: number): ReadQuota | null {
  const kinds = collectKinds(headers);
  if (kinds === null) return null;
  const quotas: Quota[] = [];
  let exhaustedUntil: number | null = null;
  const unified = kinds.get(UNIFIED);
  for (const [kind, fields] of kinds) {
    const quota = convertFields(kind, fields, now);
    if (quota.limit !== null || quota.remaining !== null || quota.utilization !== null) quotas.push(quota);
    if (quota.resetAt !== null && isExhausted(quota, fields, unified)) {
      exhaustedUntil = Math.max(exhaustedUntil ?? 0, quota.resetAt);
    }
  }
  return quotas.length === 0 && exhaustedUntil === null ? null : { quotas, exhaustedUntil };
}

function collectKinds(headers: QuotaHeaders): Map<string, Fields> | null {
  let kinds: Map<string, Fields> | null = null;
  for (const name of Object.keys(headers)) {
    // Asked of every header of every answer.
    const prefix = name.startsWith('x-r') ? OPENAI_PREFIX : name.startsWith('an') ? ANTHROPIC_PREFIX : null;
    if (prefix === null || !name.startsWith(prefix)) continue;
    const match = FIELD.exec(name.slice(prefix.length));
    const value = headers[name];
    if (match === null || typeof value !== 'string') continue;
    const kind = match[3] ?? match[2] ?? 'requests';
    kinds ??= new Map<string, Fields>();
    const fields = kinds.get(kind) ?? {};
    fields[(match[1] ?? match[4]) as keyof Fields] = value.trim();
    if (kinds.size < MAX_KINDS) kinds.set(kind, fields);
  }
  return kinds;
}

function convertFields(kind: string, fields: Fields, now: number): Quota {
  const wait = fields.reset === undefined ? null : parseReset(fields.reset, now);
  return {
    kind,
    limit: readNumber(fields.limit ?? ''),
    remaining: readNumber(fields.remaining ?? ''),
    utilization: readNumber(fields.utilization ?? ''),
    resetAt: wait === null || wait > MAX_RESET_MS ? null : Math.round(now + wait),
  };
}

/** A window that is full is no end where the subscription goes on with what it may use beyond. */
function isExhausted(quota: Quota, fields: Fields, unified: Fields | undefined): boolean {
  if (quota.remaining !== null) return quota.remaining === 0;
  if (fields === unified) return fields.status === 'rejected';
  return unified?.status === undefined && quota.utilization !== null && quota.utilization >= 1;
}
