import type { Usage } from '#shared/domain/usage';
import type { CanonicalEvent, CanonicalResponse, Finish } from '../protocols/canonical/response';

/** Nothing a client should wait for takes more. */
const MAX_HOPS = 4;

/**
 * Makes one answer of several: some providers stop in the middle and want to be asked to go on. The client sees one start, parts
 * numbered through, usage added up, and the last finish.
 */
export interface HopJoiner {
  events(events: readonly CanonicalEvent[]): readonly CanonicalEvent[];
  /** Null when it pauses. */
  response(response: CanonicalResponse): CanonicalResponse | null;
  /** Why the present hop ended before the answer did; null while it has not. */
  findPause(): Finish | null;
  /** The next hop begins. */
  next(): void;
}

export function createHopJoiner(continues: (finish: Finish) => boolean): HopJoiner {
  let hops = 0;
  let started = false;
  let offset = 0;
  let parts = 0;
  let before: Usage | null = null;
  let usage: Usage | null = null;
  let earlier: CanonicalResponse | null = null;
  let pause: Finish | null = null;

  const pauses = (finish: Finish): boolean =>
    finish.reason === 'pause' && hops < MAX_HOPS && continues(finish);

  function joinEvent(event: CanonicalEvent): CanonicalEvent | null {
    if ('part' in event) {
      parts = Math.max(parts, offset + event.part + 1);
      return offset === 0 ? event : { ...event, part: offset + event.part };
    }
    switch (event.type) {
      case 'start':
        if (started) return null;
        started = true;
        return event;
      case 'usage':
        usage = event.usage;
        return before === null ? event : { type: 'usage', usage: addUsage(before, event.usage) };
      case 'finish':
        if (!pauses(event.finish)) return event;
        pause = event.finish;
        return null;
      case 'error':
        return event;
    }
  }

  return {
    events(events) {
      const joined: CanonicalEvent[] = [];
      for (const event of events) {
        const own = joinEvent(event);
        if (own !== null) joined.push(own);
      }
      return joined;
    },
    response(response) {
      const whole: CanonicalResponse =
        earlier === null
          ? response
          : {
              ...response,
              parts: [...earlier.parts, ...response.parts],
              usage: addOptional(earlier.usage, response.usage),
            };
      if (!pauses(response.finish)) return whole;
      earlier = whole;
      pause = response.finish;
      return null;
    },
    findPause: () => pause,
    next() {
      hops += 1;
      pause = null;
      offset = parts;
      before = addOptional(before, usage);
      usage = null;
    },
  };
}

function addOptional(a: Usage | null, b: Usage | null): Usage | null {
  if (a === null || b === null) return a ?? b;
  return addUsage(a, b);
}

function addUsage(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
    cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
    reasoning: a.reasoning + b.reasoning,
    ...(a.estimated === true || b.estimated === true ? { estimated: true } : {}),
  };
}
