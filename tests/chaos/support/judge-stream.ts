import type { Fate } from './moods';

/** One call that reached an upstream. */
export interface Try {
  /** Which of the upstreams. */
  readonly upstream: number;
  readonly fate: Fate;
  /** What it says, or would have said, and nobody else ever does. */
  readonly text: string;
}

/** A stream as its client saw it. */
export interface SeenStream {
  /** 0: no answer at all. */
  readonly status: number;
  readonly text: string;
  /**
   * `complete` with its protocol's end, `told` of an error, `cut` with the connection, `silent` as if that were all; `left` by
   * the client itself.
   */
  readonly end: 'complete' | 'told' | 'cut' | 'silent' | 'left';
}

/**
 * - `served`, `failed over`: a whole answer of one upstream, from the first that was asked or another
 * - `broken`: its upstream broke in the middle, and the client could not miss it
 * - `unserved`: none of the upstreams could have served it, and the client was told
 * - `left`: by the client
 * - `dropped`: an upstream could have served it
 * - `mixed`: it has what none of its upstreams said
 */
export type Verdict = 'served' | 'failed over' | 'broken' | 'unserved' | 'left' | 'dropped' | 'mixed';

/**
 * @param tries calls made for this stream
 * @param absent upstreams that had no enabled channel at some time of it
 * @param upstreams how many there are
 */
export function judgeStream(
  { status, text, end }: SeenStream,
  tries: readonly Try[],
  absent: ReadonlySet<number>,
  upstreams: number,
): Verdict {
  const source = tries.find((one) => one.text.startsWith(text));
  if (source === undefined && text !== '') return 'mixed';
  if (end === 'left') return 'left';
  if (end === 'complete') {
    if (source?.text !== text || status !== 200) return 'dropped';
    return tries.length === 1 ? 'served' : 'failed over';
  }
  if (end === 'silent') return 'dropped';
  // Inside an event only the end of the connection can tell.
  if (text !== '') return source?.fate === 'breaks' ? 'broken' : 'dropped';
  if (end === 'cut') return 'dropped';
  const couldServe = (upstream: number): boolean => {
    const own = tries.filter((one) => one.upstream === upstream);
    return own.length === 0 ? !absent.has(upstream) : own.some(({ fate }) => fate === 'serves');
  };
  return Array.from({ length: upstreams }, (_, upstream) => upstream).some(couldServe)
    ? 'dropped'
    : 'unserved';
}
