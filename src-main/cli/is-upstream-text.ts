import type { ChannelTestResult } from '#shared/domain/channel-test';
import type { ErrorKind } from '#shared/domain/error-kind';

const FIRST_ERROR_STATUS = 400;

/** What no upstream says of itself: Routex found it out. */
const FOUND_BY_ROUTEX: ReadonlySet<ErrorKind> = new Set([
  'unreachable',
  'truncated',
  'bad_response',
  'cancelled',
  'internal',
]);

/** What Routex says for an upstream that failed without a word. */
const NO_MESSAGE = /^The upstream answered with status \d+ and no message\.$/;

/** Whether a failure's text came from the upstream, rather than from Routex or the network below it. */
export function isUpstreamText({ status, failure }: Pick<ChannelTestResult, 'status' | 'failure'>): boolean {
  if (failure === null || status === null || FOUND_BY_ROUTEX.has(failure.kind)) return false;
  // An upstream may tell of a timeout behind it; one inside its answer was met here.
  if (failure.kind === 'timeout' && status < FIRST_ERROR_STATUS) return false;
  return !NO_MESSAGE.test(failure.message);
}
