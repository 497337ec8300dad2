import type { CanonicalEvent, PartStart } from '../canonical/response';
import type { ReasoningState } from '../canonical/part';

type FlowKind = 'text' | 'reasoning' | 'refusal';

/** The part that running text goes to; there is one at a time, while calls may be open beside it. */
interface Flow {
  readonly kind: FlowKind;
  readonly part: number;
}

/** Keeps the order and the numbering of canonical events. */
export interface EventWriter {
  currentFlow(): Flow | null;
  /** Any part has begun. */
  hasBegun(): boolean;
  push(event: CanonicalEvent): void;
  openPart(content: PartStart): number;
  /** Opens the part if another kind of text, or none, is running. */
  openFlow(kind: FlowKind): number;
  write(kind: FlowKind, text: string): void;
  endFlow(): void;
  /** The events since the last time. */
  take(): readonly CanonicalEvent[];
}

function createDelta({ kind, part }: Flow, text: string): CanonicalEvent {
  switch (kind) {
    case 'text':
      return { type: 'text_delta', part, text };
    case 'reasoning':
      return { type: 'reasoning_delta', part, text };
    case 'refusal':
      return { type: 'refusal_delta', part, text };
  }
}

/** @param takeState what is to be kept of reasoning that ends */
export function createEventWriter(takeState: () => ReasoningState | null): EventWriter {
  let events: CanonicalEvent[] = [];
  let parts = 0;
  let flow: Flow | null = null;

  function openPart(content: PartStart): number {
    const part = parts;
    parts += 1;
    events.push({ type: 'part_start', part, content });
    return part;
  }

  function endFlow(): void {
    if (flow === null) return;
    const { kind, part } = flow;
    const state = kind === 'reasoning' ? takeState() : null;
    if (state !== null) events.push({ type: 'reasoning_state', part, state });
    events.push({ type: 'part_end', part });
    flow = null;
  }

  function enterFlow(kind: FlowKind): Flow {
    if (flow?.kind === kind) return flow;
    endFlow();
    flow = { kind, part: openPart({ kind }) };
    return flow;
  }

  return {
    currentFlow: () => flow,
    hasBegun: () => parts > 0,
    push(event) {
      events.push(event);
    },
    openPart(content) {
      endFlow();
      return openPart(content);
    },
    openFlow: (kind) => enterFlow(kind).part,
    write(kind, text) {
      if (text !== '') events.push(createDelta(enterFlow(kind), text));
    },
    endFlow,
    take() {
      const taken = events;
      events = [];
      return taken;
    },
  };
}
