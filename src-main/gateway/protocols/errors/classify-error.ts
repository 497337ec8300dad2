import type { ErrorKind } from '#shared/domain/error-kind';
import { mapErrorName } from './map-error-name';
import { mapErrorStatus } from './map-error-status';

export interface ErrorTraits {
  /** HTTP status, or one named inside the error; null when there is none. A 2xx says nothing. */
  readonly status: number | null;
  readonly names: readonly string[];
  readonly text: string;
}

/**
 * How much a status leaves open: `none` everything; `bad` is a 400 or its like; `named-bad` the same where the provider
 * itself calls it an invalid request, so that words about load or rates in its text are about the request.
 */
type Openness = 'none' | 'bad' | 'named-bad' | 'forbidden' | 'limited' | 'server' | 'size' | 'closed';

interface TextRule {
  readonly kind: ErrorKind;
  readonly pattern: RegExp;
  readonly within: readonly Openness[];
}

/** First match wins. Words alone are not enough (`credit`, `capacity`): tools and parameters are called so too. */
const TEXT_RULES: readonly TextRule[] = [
  {
    kind: 'context_length',
    pattern:
      /context[ _]length|too many tokens|prompt is too long|input is too long|maximum context|exceed\w*\b.{0,60}\bcontext (?:window|size)|input token count .{0,80}exceeds/i,
    within: ['none', 'bad', 'named-bad', 'server', 'size'],
  },
  {
    kind: 'content_policy',
    pattern: /content[ _-](?:policy|filter|management)|usage polic(?:y|ies)|data_inspection_failed/i,
    within: ['none', 'bad', 'named-bad', 'forbidden'],
  },
  {
    kind: 'auth',
    pattern: /(?:invalid|incorrect) api[ _-]?key|api[ _-]?key (?:is )?(?:not valid|invalid|expired)/i,
    within: ['none', 'bad', 'named-bad', 'forbidden'],
  },
  {
    kind: 'invalid_request',
    pattern: /unsupported (?:parameter|field|value)|unrecognized|extra_forbidden|unknown name|not permitted/i,
    within: ['none', 'bad', 'named-bad'],
  },
  {
    kind: 'billing',
    pattern:
      /insufficient[ _](?:account )?(?:quota|balance|credits?|funds)|credit balance|out of credits|used all (?:available )?credits|exceed\w*\b.{0,40}\bquota\b|\bquota\b.{0,40}\b(?:exceeded|exhausted|reached)|余额不足|欠费/i,
    within: ['none', 'bad', 'named-bad', 'forbidden', 'limited'],
  },
  {
    kind: 'not_found',
    pattern: /\bmodel\b.{0,200}\b(?:not (?:found|exist)|does(?: not|n't) exist)|unknown model|no such model/i,
    within: ['none', 'bad', 'named-bad', 'server'],
  },
  {
    kind: 'rate_limit',
    pattern: /rate[ _-]?limit|too many requests|\b[tr]pm\b/i,
    within: ['none', 'bad', 'server'],
  },
  {
    kind: 'overloaded',
    pattern:
      /overloaded|(?:at|over|no|insufficient) capacity|capacity (?:exceeded|reached)|\bbusy\b|try again later/i,
    within: ['none', 'bad', 'server'],
  },
];

const INVALID_REQUEST_NAMES = new Set(['invalid_request_error', 'invalid_argument', 'failed_precondition']);

function readOpenness(status: number | null, names: readonly string[]): Openness {
  const named = names.some((name) => INVALID_REQUEST_NAMES.has(name.toLowerCase()));
  if (status === null || (status >= 200 && status < 300)) return named ? 'named-bad' : 'none';
  if (status === 403) return 'forbidden';
  if (status === 413) return 'size';
  if (status === 429) return 'limited';
  const kind = mapErrorStatus(status);
  if (kind === 'invalid_request') return named ? 'named-bad' : 'bad';
  return kind === 'server_error' ? 'server' : 'closed';
}

function mapOpenness(openness: Openness, status: number | null): ErrorKind {
  if (openness === 'none') return 'server_error';
  if (openness === 'named-bad') return 'invalid_request';
  return status === null ? 'server_error' : mapErrorStatus(status);
}

/** The kind of an upstream's error: by its names, then its status, and by its text as far as the status leaves it open. */
export function classifyError({ status, names, text }: ErrorTraits): ErrorKind {
  for (const name of names) {
    const kind = mapErrorName(name);
    if (kind !== null) return kind;
  }
  const openness = readOpenness(status, names);
  const words = [text, ...names].join(' ');
  const rule = TEXT_RULES.find(({ pattern, within }) => within.includes(openness) && pattern.test(words));
  return rule?.kind ?? mapOpenness(openness, status);
}
