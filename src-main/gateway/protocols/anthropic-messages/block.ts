import type { CanonicalEvent } from '../canonical/response';

/** Events about a part. */
export type PartEvent = Extract<CanonicalEvent, { readonly part: number }>;

/** The next index of a content block. */
export type TakeIndex = () => number;

/** A part on its way to the client, as one content block, or several where it was interrupted. */
export interface Block {
  /** It may be closed before it has ended, and go on in another block. */
  readonly interruptible: boolean;
  take(event: PartEvent): void;
  /** Nothing more will be taken. */
  end(): void;
  /** There is something to write. */
  hasNews(): boolean;
  /** Writes the news, and the start before it where no block is open. */
  flush(takeIndex: TakeIndex): string;
  /** Ends the open block. */
  close(): string;
}

export const NOT_OPEN = -1;
