import type { ClientResponse } from '../client-response';
import type { HeaderRecord } from '../forward-headers';

/** A client that keeps what it is told. */
export interface CollectingClient extends ClientResponse {
  readonly started: readonly (readonly [number, HeaderRecord])[];
  readonly ended: boolean;
  text(): string;
  setBlocked(blocked: boolean): void;
  leave(): void;
}

export function createCollectingClient(): CollectingClient {
  const started: [number, HeaderRecord][] = [];
  let text = '';
  let ended = false;
  let gone = false;
  let blocked = false;
  return {
    started,
    get ended() {
      return ended;
    },
    get committed() {
      return started.length > 0;
    },
    get status() {
      return started[0]?.[0] ?? null;
    },
    get bytes() {
      return Buffer.byteLength(text);
    },
    get gone() {
      return gone;
    },
    get blocked() {
      return blocked;
    },
    text: () => text,
    setBlocked(next) {
      blocked = next;
    },
    leave() {
      gone = true;
    },
    start(status, headers) {
      started.push([status, headers]);
    },
    flushHeaders: () => undefined,
    write(chunk) {
      text += chunk.toString();
    },
    end(chunk) {
      text += chunk?.toString() ?? '';
      ended = true;
    },
    whenAlone: (listener) => void listener(),
    breakOff() {
      ended = true;
    },
    abandon: () => undefined,
    onPressure: () => undefined,
    onGone: () => undefined,
  };
}
