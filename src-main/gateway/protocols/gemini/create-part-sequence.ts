import type { CanonicalEvent, PartStart } from '../canonical/response';
import type { JsonRecord } from '../json/read';
import type { PartialArgs } from './create-partial-args';
import { decodeGrounding } from './decode-grounding';

interface OpenPart {
  readonly index: number;
  readonly kind: PartStart['kind'];
  text: string;
  signature: string | null;
  /** Of a call whose arguments come in pieces. */
  args: PartialArgs | null;
}

/**
 * Puts the parts of an answer in a row. One is open at a time, and stays so until the next begins or the answer ends: its
 * signature or its sources may come after it.
 */
export interface PartSequence {
  addText(text: string, kind: 'text' | 'reasoning'): void;
  /** @returns the open part, for arguments that come in pieces */
  beginCall(id: string, name: string): void;
  addArgs(text: string): void;
  setPartialArgs(args: PartialArgs): void;
  /** Ends a text that the next one is no part of. */
  separate(): void;
  /** The signature of what came last. */
  sign(signature: string): void;
  /** A part that comes in one piece. */
  addWhole(content: PartStart): void;
  /** What the text rests on, told at its end. */
  ground(metadata: JsonRecord): void;
  close(): void;
  sawCalls(): boolean;
  hasNothing(): boolean;
}

export function createPartSequence(
  emit: (event: CanonicalEvent) => void,
  onLostSources: () => void,
): PartSequence {
  let open: OpenPart | null = null;
  let count = 0;
  let hasCalls = false;
  let grounding: JsonRecord | null = null;

  function tellSources({ index: part, text }: OpenPart): void {
    if (grounding === null) return;
    for (const citation of decodeGrounding(grounding, text)) emit({ type: 'citation', part, citation });
    grounding = null;
  }

  function tellSignature({ index: part, kind, signature }: OpenPart): void {
    if (signature === null) return;
    if (kind === 'reasoning') {
      emit({ type: 'reasoning_state', part, state: { kind: 'signature', data: signature } });
    } else {
      emit({ type: 'signature', part, signature });
    }
  }

  function close(): void {
    if (open === null) return;
    const part = open;
    open = null;
    if (part.args !== null) emit({ type: 'args_delta', part: part.index, text: part.args.toJson() });
    if (part.kind === 'text') tellSources(part);
    tellSignature(part);
    emit({ type: 'part_end', part: part.index });
  }

  function begin(content: PartStart): OpenPart {
    close();
    open = { index: count, kind: content.kind, text: '', signature: null, args: null };
    count += 1;
    emit({ type: 'part_start', part: open.index, content });
    return open;
  }

  return {
    addText(text, kind) {
      const part = open?.kind === kind ? open : begin({ kind });
      if (text === '') return;
      if (kind === 'text') part.text += text;
      emit({ type: kind === 'text' ? 'text_delta' : 'reasoning_delta', part: part.index, text });
    },
    beginCall(id, name) {
      hasCalls = true;
      begin({ kind: 'toolCall', id, name });
    },
    addArgs(text) {
      if (open !== null && text !== '') emit({ type: 'args_delta', part: open.index, text });
    },
    setPartialArgs(args) {
      if (open !== null) open.args = args;
    },
    separate() {
      if (open?.kind === 'text' && open.signature !== null) close();
    },
    sign(signature) {
      const isTaken = open === null || (open.kind === 'toolCall' && open.signature !== null);
      const part = open === null || isTaken ? begin({ kind: 'text' }) : open;
      part.signature = signature;
    },
    addWhole(content) {
      begin(content);
      close();
    },
    ground(metadata) {
      grounding = metadata;
    },
    close() {
      close();
      if (grounding !== null) onLostSources();
      grounding = null;
    },
    sawCalls: () => hasCalls,
    hasNothing: () => count === 0,
  };
}
