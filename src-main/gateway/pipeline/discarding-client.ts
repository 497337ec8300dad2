import type { ClientResponse } from './client-response';

/** A client that wants nothing but the outcome: the receiving end of a channel test. */
export function createDiscardingClient(signal?: AbortSignal): ClientResponse {
  let status: number | null = null;
  let bytes = 0;
  return {
    get committed() {
      return status !== null;
    },
    get status() {
      return status;
    },
    get bytes() {
      return bytes;
    },
    get gone() {
      return signal?.aborted ?? false;
    },
    blocked: false,
    start(started) {
      status = started;
    },
    flushHeaders: () => undefined,
    write(chunk) {
      bytes += Buffer.byteLength(chunk);
    },
    end(chunk) {
      if (chunk !== undefined) bytes += Buffer.byteLength(chunk);
    },
    whenAlone: (listener) => void listener(),
    breakOff: () => undefined,
    abandon: () => undefined,
    onPressure: () => undefined,
    onGone(listener) {
      if (signal?.aborted === true) listener();
      else signal?.addEventListener('abort', listener, { once: true });
    },
  };
}
