import { isRecord, readArray, type JsonRecord } from '../json/read';
import type { ReasoningState } from '../canonical/part';

/** Members of a detail that come in pieces. */
const PIECES = ['text', 'summary', 'data'];

/** OpenRouter's `reasoning_details`, put together from the pieces of a stream, to be sent back as they were. */
export interface DetailsCollector {
  /** Returns true when the message had some. */
  add(message: JsonRecord): boolean;
  /** All so far; null when there are none. The collector is empty afterwards. */
  take(): ReasoningState | null;
}

/** Nothing but text and numbers: an object may have a `toString` that is no function. */
function readKey(detail: JsonRecord): string {
  return ['index', 'type']
    .map((key) => detail[key])
    .map((value) => (typeof value === 'string' || typeof value === 'number' ? value : ''))
    .join(' ');
}

function joinDetail(into: Map<string, unknown>, detail: JsonRecord): void {
  for (const [key, value] of Object.entries(detail)) {
    const before = into.get(key);
    if (PIECES.includes(key) && typeof value === 'string' && typeof before === 'string')
      into.set(key, before + value);
    else if (value !== null || before === undefined) into.set(key, value);
  }
}

export function createDetailsCollector(): DetailsCollector {
  /** By what tells one detail from another; in the order they began. */
  let details = new Map<string, Map<string, unknown>>();

  return {
    add(message) {
      const added = readArray(message, 'reasoning_details').filter(isRecord);
      for (const detail of added) {
        const key = readKey(detail);
        const known = details.get(key);
        if (known === undefined) details.set(key, new Map(Object.entries(detail)));
        else joinDetail(known, detail);
      }
      return added.length > 0;
    },
    take() {
      if (details.size === 0) return null;
      const list = [...details.values()].map((detail) => Object.fromEntries(detail));
      details = new Map();
      return { kind: 'encrypted', data: JSON.stringify(list) };
    },
  };
}
