import type { Warn } from '../canonical/codec';
import type { PartStart } from '../canonical/response';
import type { Block, PartEvent } from './block';
import { createBlock } from './create-block';

export interface BlockWriter {
  push(event: PartEvent): string;
  /** Closes what is open, and writes all that still waits. */
  finish(): string;
  /** Something was written or waits to be. */
  hasContent(): boolean;
  hasCalls(): boolean;
}

interface Slot {
  readonly block: Block;
  ended: boolean;
}

/**
 * Puts parts that may overlap one after the other: Anthropic's clients know one open block at a time, numbered without gaps.
 *
 * Text and thinking may be interrupted and go on in a block of their own later, a call may not: while one is open all else
 * waits, in the order in which it began. So nothing waits unless a call is open.
 */
export function createBlockWriter(warn: Warn): BlockWriter {
  const slots = new Map<number, Slot>();
  const waiting = new Set<Slot>();
  let open: Slot | null = null;
  let nextIndex = 0;
  let calls = 0;

  const takeIndex = (): number => {
    nextIndex += 1;
    return nextIndex - 1;
  };

  function closeOpen(): string {
    const text = open === null ? '' : open.block.close();
    open = null;
    return text;
  }

  function isBlocked(): boolean {
    return open !== null && !open.block.interruptible;
  }

  /** Writes what the slot has to say, now or when its turn comes. */
  function write(slot: Slot): string {
    if (!slot.block.hasNews()) return '';
    if (open === slot) return slot.block.flush(takeIndex);
    if (isBlocked()) {
      waiting.add(slot);
      return '';
    }
    const closed = closeOpen();
    open = slot;
    return closed + slot.block.flush(takeIndex);
  }

  function drain(): string {
    let text = '';
    for (const slot of waiting) {
      if (isBlocked()) break;
      waiting.delete(slot);
      text += write(slot);
      if (slot.ended && open === slot) text += closeOpen();
    }
    return text;
  }

  function end(slot: Slot): string {
    slot.ended = true;
    slot.block.end();
    const text = write(slot);
    return open === slot ? text + closeOpen() + drain() : text;
  }

  function begin(part: number, content: PartStart): string {
    const block = slots.has(part) ? null : createBlock(content, warn);
    if (block === null) return '';
    if (content.kind === 'toolCall') calls += 1;
    const slot: Slot = { block, ended: false };
    slots.set(part, slot);
    return write(slot);
  }

  function isLateCitation(slot: Slot, event: PartEvent): boolean {
    return event.type === 'citation' && open !== slot && !waiting.has(slot);
  }

  return {
    push(event) {
      if (event.type === 'part_start') return begin(event.part, event.content);
      const slot = slots.get(event.part);
      if (slot === undefined || slot.ended) return '';
      if (event.type === 'part_end') return end(slot);
      if (isLateCitation(slot, event)) {
        warn('A citation that came after its text had ended was left out.');
        return '';
      }
      slot.block.take(event);
      return write(slot);
    },
    finish() {
      let text = '';
      for (const slot of slots.values()) if (!slot.ended && slot !== open) text += end(slot);
      if (open !== null) text += end(open);
      return text;
    },
    hasContent: () => nextIndex > 0 || waiting.size > 0,
    hasCalls: () => calls > 0,
  };
}
