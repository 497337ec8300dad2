import type { StreamFacts, StreamTap } from '../types';
import type { EventSplitter } from './event-splitter';

/** What a protocol's reader learns of a stream; the splitter knows the rest. */
export type StreamState = {
  -readonly [K in Exclude<keyof StreamFacts, 'atBoundary' | 'events' | 'arrayPosition'>]: StreamFacts[K];
};

export function createStreamState(): StreamState {
  return {
    contentSeen: false,
    ending: 'open',
    error: null,
    usage: null,
    model: null,
    responseId: null,
    stopReason: null,
    sequenceNumber: -1,
    createdAt: null,
  };
}

/**
 * The state as its readers see it, always as it is now. A class, because getters of a prototype cost a stream nothing,
 * while those of an object literal are made anew for each.
 */
class LiveFacts implements StreamFacts {
  readonly #splitter: EventSplitter;
  readonly #state: Readonly<StreamState>;
  readonly #settle: () => void;

  constructor(splitter: EventSplitter, state: Readonly<StreamState>, settle: () => void) {
    this.#splitter = splitter;
    this.#state = state;
    this.#settle = settle;
  }

  get atBoundary() {
    return this.#splitter.isAtBoundary();
  }
  get events() {
    return this.#splitter.countEvents();
  }
  get contentSeen() {
    return this.#state.contentSeen;
  }
  get arrayPosition() {
    return this.#splitter.arrayPosition();
  }
  /** An array's end is the stream's. */
  get ending() {
    return this.#splitter.arrayPosition() === 'closed' ? 'terminal' : this.#state.ending;
  }
  get error() {
    return this.#state.error;
  }
  get stopReason() {
    return this.#state.stopReason;
  }
  get usage() {
    this.#settle();
    return this.#state.usage;
  }
  get model() {
    this.#settle();
    return this.#state.model;
  }
  get responseId() {
    this.#settle();
    return this.#state.responseId;
  }
  get sequenceNumber() {
    this.#settle();
    return this.#state.sequenceNumber;
  }
  get createdAt() {
    this.#settle();
    return this.#state.createdAt;
  }
}

const nothing = (): void => {};

/**
 * `state` is read live. `settle` is called before a fact is read that is seldom asked for (usage, model, id, sequence
 * number), so that a reader may put off parsing what only they need.
 */
export function createStreamTap(
  splitter: EventSplitter,
  state: Readonly<StreamState>,
  settle: () => void = nothing,
): StreamTap {
  return {
    facts: new LiveFacts(splitter, state, settle),
    push(chunk) {
      splitter.push(chunk);
    },
    end() {
      splitter.end();
    },
  };
}
