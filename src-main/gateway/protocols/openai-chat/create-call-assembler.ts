import { createCall, type Call, type CallOptions } from './create-call';
import { readCallDelta, type CallDelta } from './read-call-delta';

/** Puts the pieces of tool calls together, however an upstream tells which is of which. */
export interface CallAssembler {
  /** A call has begun. */
  sawCalls(): boolean;
  push(deltas: readonly unknown[]): void;
  /** Something else of the answer follows: calls that are complete are over. */
  settle(): void;
  /** The answer is over, and all calls with it. */
  end(): void;
}

export function createCallAssembler(options: Omit<CallOptions, 'claimId'>): CallAssembler {
  /** By index; where there are none, by position among the deltas of a chunk. */
  const bySlot = new Map<number, Call>();
  const byId = new Map<string, Call>();
  const claimed = new Set<string>();
  /** In the order they began; of those, the ones that are complete. */
  const open = new Set<Call>();
  const complete = new Set<Call>();
  let last: Call | null = null;
  let hasCalls = false;

  /** The second call of an id gets a new one later on: clients tell calls by their ids. */
  function claimId(id: string): string {
    if (claimed.has(id)) return '';
    claimed.add(id);
    return id;
  }

  function settle(): void {
    for (const call of complete) {
      call.end();
      open.delete(call);
    }
    complete.clear();
  }

  function find(delta: CallDelta, slot: number | null): Call | null {
    if (delta.index !== null) return bySlot.get(delta.index) ?? null;
    // A call that begins has a name; without one a new id is only the provider's habit.
    if (delta.id !== null) return byId.get(delta.id) ?? (delta.name === null ? last : null);
    return slot === null ? last : (bySlot.get(slot) ?? null);
  }

  function select(delta: CallDelta, position: number | null): Call {
    const found = find(delta, position);
    if (found !== null && !found.isOther(delta)) return found;
    settle();
    const created = createCall({ ...options, claimId });
    const slot = delta.index ?? position;
    if (slot !== null) bySlot.set(slot, created);
    open.add(created);
    return created;
  }

  function add(delta: CallDelta, position: number | null): void {
    const call = select(delta, position);
    if (delta.id !== null) byId.set(delta.id, call);
    last = call;
    call.add(delta);
    if (call.isComplete() && !call.isEnded()) complete.add(call);
    hasCalls ||= call.findName() !== null;
  }

  return {
    sawCalls: () => hasCalls,
    push(deltas) {
      for (const [position, value] of deltas.entries()) {
        const delta = readCallDelta(value);
        if (delta !== null) add(delta, deltas.length > 1 ? position : null);
      }
    },
    settle,
    end() {
      for (const call of open) call.end();
      open.clear();
      complete.clear();
    },
  };
}
