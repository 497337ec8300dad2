import type { Timeouts } from '#shared/domain/settings';

interface Conflict {
  /** The one that was changed. */
  readonly field: string;
  readonly reason: string;
}

/**
 * Times that contradict each other: a stream that is held back no longer than `hedgeAfterMs` is the client's before anybody
 * else is asked. Only a change of one of the two is refused, so that a file that has them already can still be read and edited.
 */
export function findTimeoutConflict(before: Timeouts, after: Timeouts): Conflict | null {
  const { hedgeAfterMs, commitWaitMs } = after;
  if (hedgeAfterMs === null || hedgeAfterMs < commitWaitMs) return null;
  if (hedgeAfterMs !== before.hedgeAfterMs) {
    return {
      field: 'timeouts.hedgeAfterMs',
      reason: `it must be less than timeouts.commitWaitMs (${commitWaitMs})`,
    };
  }
  if (commitWaitMs === before.commitWaitMs) return null;
  return {
    field: 'timeouts.commitWaitMs',
    reason: `it must be more than timeouts.hedgeAfterMs (${hedgeAfterMs})`,
  };
}
