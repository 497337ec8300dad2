import type { StreamFacts, StreamTap } from '../types';
import type { EventSplitter } from './event-splitter';

/** What a protocol's reader learns of a stream; the splitter knows the rest. */
export type StreamState = {
  -readonly [K in Exclude<keyof StreamFacts, 'atBoundary' | 'events'>]: StreamFacts[K];
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
  };
}

/**
 * `state` is read live. `settle` is called before a fact is read that is seldom asked for (usage, model, id, sequence
 * number), so that a reader may put off parsing what only they need.
 */
export function createStreamTap(
  splitter: EventSplitter,
  state: Readonly<StreamState>,
  settle: () => void = () => {},
  extra?: object,
): StreamTap {
  const facts: StreamFacts = {
    get atBoundary() {
      return splitter.atBoundary;
    },
    get events() {
      return splitter.events;
    },
    get contentSeen() {
      return state.contentSeen;
    },
    get ending() {
      return state.ending;
    },
    get error() {
      return state.error;
    },
    get stopReason() {
      return state.stopReason;
    },
    get usage() {
      settle();
      return state.usage;
    },
    get model() {
      settle();
      return state.model;
    },
    get responseId() {
      settle();
      return state.responseId;
    },
    get sequenceNumber() {
      settle();
      return state.sequenceNumber;
    },
  };
  // Getters must stay getters: a spread would freeze what they say now.
  if (extra !== undefined) Object.defineProperties(facts, Object.getOwnPropertyDescriptors(extra));
  return {
    facts,
    push(chunk) {
      splitter.push(chunk);
    },
    end() {
      splitter.end();
    },
  };
}
