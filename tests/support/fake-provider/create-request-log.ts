import type { RecordedRequest } from './recorded-request';

export interface RequestLog {
  readonly requests: readonly RecordedRequest[];
  add(request: Omit<RecordedRequest, 'index' | 'aborted'>): RecordedRequest;
  markAborted(request: RecordedRequest): void;
  clear(): void;
  /** Resolves with what `find` finds, now or after a later change; rejects after `timeoutMs`. */
  waitFor<Found>(what: string, find: () => Found | undefined, timeoutMs: number): Promise<Found>;
}

export function createRequestLog(): RequestLog {
  const requests: RecordedRequest[] = [];
  const watchers = new Set<() => void>();
  const notify = (): void => {
    for (const watcher of watchers) watcher();
  };

  return {
    requests,
    add(request) {
      const recorded = { ...request, index: requests.length, aborted: false };
      requests.push(recorded);
      notify();
      return recorded;
    },
    markAborted(request) {
      Object.assign(request, { aborted: true });
      notify();
    },
    clear() {
      requests.length = 0;
    },
    waitFor(what, find, timeoutMs) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(check);
          reject(new Error(`The fake provider waited ${timeoutMs} ms for ${what}, in vain.`));
        }, timeoutMs);
        const check = (): void => {
          const found = find();
          if (found === undefined) return;
          clearTimeout(timer);
          watchers.delete(check);
          resolve(found);
        };
        watchers.add(check);
        check();
      });
    },
  };
}
