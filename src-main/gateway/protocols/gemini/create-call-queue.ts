import type { JsonRecord } from '../json/read';
import type { AnswerCall } from './settle-call-args';

export interface QueuedCall extends AnswerCall {
  readonly id: string;
  args: string;
  signature: string | null;
  ended: boolean;
}

/** Calls of an answer in the order in which they began. One is handed out when it is complete, and so are all before it. */
export interface CallQueue {
  add(part: number, call: QueuedCall): void;
  find(part: number): QueuedCall | undefined;
  /** The next call with its arguments, or null when it is not complete, or not to be read before the answer's end. */
  take(read: (call: QueuedCall) => JsonRecord | null): { call: QueuedCall; args: JsonRecord } | null;
  /** All that are left. */
  drain(): readonly QueuedCall[];
}

export function createCallQueue(): CallQueue {
  const calls = new Map<number, QueuedCall>();

  return {
    add(part, call) {
      calls.set(part, call);
    },
    find: (part) => calls.get(part),
    take(read) {
      const next = calls.entries().next();
      if (next.done === true) return null;
      const [part, call] = next.value;
      const args = call.ended ? read(call) : null;
      if (args === null) return null;
      calls.delete(part);
      return { call, args };
    },
    drain() {
      const left = [...calls.values()];
      calls.clear();
      return left;
    },
  };
}
