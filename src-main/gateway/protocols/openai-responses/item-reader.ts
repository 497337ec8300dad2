import type { CanonicalEvent } from '../canonical/response';
import type { JsonRecord } from '../json/read';

/** What kinds of items a stream's events are told apart by. */
export type ItemKind = 'message' | 'reasoning' | 'call' | 'other';

/** Where readers of items put what they read. */
export interface EventSink {
  emit(event: CanonicalEvent): void;
  /** The next part number. */
  nextPart(): number;
}

/** Reads the events of one output item, whichever of them an upstream sends. */
export interface ItemReader {
  /** An event between the item's first and last. */
  read(type: string, event: JsonRecord): void;
  /**
   * The item ends. What it holds in the end and was not streamed is emitted now.
   *
   * @param item as it is in the end; null when the upstream never said
   */
  finish(item: JsonRecord | null): void;
}

/** What a final text has more than was streamed; nothing when the two disagree. */
export function selectRest(final: string, streamed: string): string {
  return final.length > streamed.length && final.startsWith(streamed) ? final.slice(streamed.length) : '';
}
