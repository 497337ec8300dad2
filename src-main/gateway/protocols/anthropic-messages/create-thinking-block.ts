import type { ReasoningState } from '../canonical/part';
import { NOT_OPEN, type Block } from './block';
import { writeBlockStart, writeBlockStop, writeDelta } from './write-event';

const EMPTY = { type: 'thinking', thinking: '', signature: '' };

export function createThinkingBlock(): Block {
  let index = NOT_OPEN;
  let pending = '';
  let begun = false;
  let state: ReasoningState | null = null;
  let summaryIndex: number | null = null;
  /** Withheld thoughts that only their provider can read: the block is its state and nothing else. */
  let bare: ReasoningState | null = null;

  function addThinking(text: string, ofSummary: number | undefined): void {
    if (ofSummary !== undefined) {
      if (summaryIndex !== null && summaryIndex !== ofSummary) pending += '\n\n';
      summaryIndex = ofSummary;
    }
    pending += text;
  }

  function writeStart(at: number): string {
    if (bare?.kind !== 'redacted') return writeBlockStart(at, EMPTY);
    return writeBlockStart(at, { type: 'redacted_thinking', data: bare.data });
  }

  /** Written once and last: clients do not join signatures. */
  function writeSignature(): string {
    if (bare?.kind === 'redacted') return '';
    const signature = state === null || state.kind === 'redacted' ? '' : state.data;
    return writeDelta(index, 'signature_delta', 'signature', signature);
  }

  return {
    interruptible: true,
    take(event) {
      if (event.type === 'reasoning_delta') addThinking(event.text, event.summaryIndex);
      else if (event.type === 'reasoning_state') state = event.state;
    },
    end() {
      if (!begun && pending === '') bare = state;
    },
    hasNews: () => pending !== '' || (bare !== null && !begun),
    flush(takeIndex) {
      let text = '';
      if (index === NOT_OPEN) {
        index = takeIndex();
        begun = true;
        text = writeStart(index);
      }
      if (pending !== '') text += writeDelta(index, 'thinking_delta', 'thinking', pending);
      pending = '';
      return text;
    },
    close() {
      const text = writeSignature() + writeBlockStop(index);
      index = NOT_OPEN;
      return text;
    },
  };
}
