import type { ToolCallPart } from '../canonical/part';

export interface OpenCall {
  /** Unique in the conversation. */
  readonly id: string;
  readonly part: ToolCallPart;
  answered: boolean;
}

/** Calls of one turn that wait for their results. */
export interface OpenCalls {
  add(call: OpenCall): void;
  /** The first unanswered call with this id: its own, or the id of its item, which some clients use. */
  takeById(id: string): OpenCall | null;
  /** For a result without an id: by its name, the only one left, or the next in order. */
  takeNext(name: string | undefined): OpenCall | null;
}

interface Queue {
  readonly calls: OpenCall[];
  /** All before it are answered. */
  next: number;
}

function peek(queue: Queue | undefined): OpenCall | null {
  if (queue === undefined) return null;
  while (queue.calls[queue.next]?.answered === true) queue.next += 1;
  return queue.calls[queue.next] ?? null;
}

function push(queues: Map<string, Queue>, key: string | undefined, call: OpenCall): void {
  if (key === undefined || key === '') return;
  const queue = queues.get(key) ?? { calls: [], next: 0 };
  queue.calls.push(call);
  queues.set(key, queue);
}

export function createOpenCalls(): OpenCalls {
  const all: Queue = { calls: [], next: 0 };
  const byId = new Map<string, Queue>();
  const byItem = new Map<string, Queue>();
  const byName = new Map<string, Queue>();
  let unanswered = 0;

  function take(call: OpenCall | null): OpenCall | null {
    if (call === null) return null;
    call.answered = true;
    unanswered -= 1;
    return call;
  }

  return {
    add: (call) => {
      all.calls.push(call);
      push(byId, call.part.id, call);
      push(byItem, call.part.itemId, call);
      push(byName, call.part.name, call);
      unanswered += 1;
    },
    takeById: (id) => take(peek(byId.get(id)) ?? peek(byItem.get(id))),
    takeNext: (name) => {
      if (name === undefined || unanswered === 1) return take(peek(all));
      return take(peek(byName.get(name)));
    },
  };
}
