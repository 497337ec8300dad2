import type { UpstreamError } from './protocols/types';

/** A request under way. */
export interface RunningRequest {
  /** Ends the running upstream call, or the next one, with this error. */
  readonly interrupt: (error: UpstreamError) => void;
  /** Never rejects. */
  readonly finished: Promise<void>;
}

export interface RunningRequests {
  count(): number;
  /** Keeps a request until it has finished. */
  add(request: RunningRequest): void;
  list(): readonly RunningRequest[];
}

/**
 * The requests under way, in no order. Not a Set: under load a Set is copied again and again, each copy refers to the next,
 * and what was in any of them stays in memory until the next full collection.
 */
export function createRunningRequests(): RunningRequests {
  const requests: { request: RunningRequest; place: number }[] = [];
  const remove = (entry: { place: number }): void => {
    const last = requests.pop();
    if (last === undefined || last === entry) return;
    last.place = entry.place;
    requests[entry.place] = last;
  };

  return {
    count: () => requests.length,
    list: () => requests.map(({ request }) => request),
    add(request) {
      const entry = { request, place: requests.length };
      requests.push(entry);
      void request.finished.then(() => remove(entry));
    },
  };
}
