import type { CanonicalEvent } from '../canonical/response';
import { createReasoningItem } from './output-items';
import type { OutputSlots } from './output-slots';
import type { PartWriter } from './part-writer';
import { stringifyMembers } from './write-events';

interface OpenSummary {
  /** As the upstream numbers it. */
  readonly sourceIndex: number;
  readonly at: string;
  readonly writeDelta: (text: string) => string;
  text: string;
}

/** A reasoning item: its text as summary, piece after piece. */
export function createReasoningWriter(
  slots: OutputSlots,
  itemId: string,
): { readonly opening: string; readonly writer: PartWriter } {
  const { events } = slots;
  const outputIndex = slots.reserve();
  const summary: string[] = [];
  let open: OpenSummary | null = null;
  let encrypted: string | null = null;

  function closeSummary(): string {
    if (open === null) return '';
    const { at, text } = open;
    open = null;
    summary.push(text);
    const part = { type: 'summary_text', text };
    return (
      events.write('response.reasoning_summary_text.done', `${at},${stringifyMembers({ text })}`) +
      events.write('response.reasoning_summary_part.done', `${at},${stringifyMembers({ part })}`)
    );
  }

  function openSummary(sourceIndex: number): { opening: string; piece: OpenSummary } {
    const at = { item_id: itemId, output_index: outputIndex, summary_index: summary.length };
    const piece: OpenSummary = {
      sourceIndex,
      at: stringifyMembers(at),
      writeDelta: events.prepareDelta('response.reasoning_summary_text.delta', at),
      text: '',
    };
    open = piece;
    const part = { type: 'summary_text', text: '' };
    const opening = events.write(
      'response.reasoning_summary_part.added',
      `${piece.at},${stringifyMembers({ part })}`,
    );
    return { opening, piece };
  }

  function writeText(text: string, sourceIndex: number): string {
    let written = '';
    let piece = open;
    if (piece === null || piece.sourceIndex !== sourceIndex) {
      written = closeSummary();
      const opened = openSummary(sourceIndex);
      written += opened.opening;
      piece = opened.piece;
    }
    piece.text += text;
    return written + piece.writeDelta(text);
  }

  function push(event: CanonicalEvent): string {
    switch (event.type) {
      case 'reasoning_delta':
        return writeText(event.text, event.summaryIndex ?? open?.sourceIndex ?? 0);
      case 'reasoning_state':
        encrypted = event.state.data;
        return '';
      default:
        return '';
    }
  }

  return {
    opening: slots.writeAdded(outputIndex, createReasoningItem(itemId, [], null)),
    writer: {
      push,
      end: () =>
        closeSummary() + slots.writeDone(outputIndex, createReasoningItem(itemId, summary, encrypted)),
    },
  };
}
