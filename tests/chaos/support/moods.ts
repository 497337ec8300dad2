import {
  cutAfterEvents,
  cutBeforeContent,
  cutInsideEvent,
  errorEvent,
  errorInside200,
  failWith,
  hangAfterEvents,
  hangAfterHeaders,
  hangBeforeHeaders,
  htmlPage,
  resetBeforeHeaders,
  type Misbehaviour,
} from '#tests/support/fake-provider/index';
import type { Random } from './create-random';

/**
 * What an upstream does with a request: `serves` it to the end, `fails` before it has said anything, or `breaks` in the
 * middle of what it says.
 */
export type Fate = 'serves' | 'fails' | 'breaks';

/** What an upstream does with all its requests for a while. */
export interface Mood {
  readonly fate: Fate;
  readonly misbehaviour: Misbehaviour | null;
}

const SERVES: Mood = { fate: 'serves', misbehaviour: null };
const SERVING_SHARE = 0.6;
const BREAKING_SHARE = 0.15;

const FAILING = [
  failWith('server_error'),
  failWith('overloaded'),
  failWith('rate_limit', { retryAfterSeconds: 1 }),
  failWith('rate_limit', { retryAfterSeconds: 3600 }),
  errorInside200(),
  htmlPage(502),
  resetBeforeHeaders(),
  hangBeforeHeaders(),
  hangAfterHeaders(),
  cutBeforeContent('fin'),
  cutBeforeContent('clean'),
  errorEvent('before-content'),
] as const;

/** Late enough that content has been sent, early enough that some is missing. */
const MIDDLE = 12;

const BREAKING = [
  cutAfterEvents(MIDDLE, 'reset'),
  cutAfterEvents(MIDDLE, 'fin'),
  cutAfterEvents(MIDDLE, 'clean'),
  cutInsideEvent(MIDDLE, 'fin'),
  hangAfterEvents(MIDDLE),
  errorEvent('after-content'),
] as const;

export function pickMood(random: Random): Mood {
  const share = random.next();
  if (share < SERVING_SHARE) return SERVES;
  return share < SERVING_SHARE + BREAKING_SHARE
    ? { fate: 'breaks', misbehaviour: random.pick(BREAKING) }
    : { fate: 'fails', misbehaviour: random.pick(FAILING) };
}
