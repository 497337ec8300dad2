import { NOT_OPEN, type Block } from './block';
import { encodeCitation } from './convert-citation';
import { writeBlockStart, writeBlockStop, writeDelta } from './write-event';

const EMPTY = { type: 'text', text: '' };

/** Begins with its first text: clients need no empty blocks. */
export function createTextBlock(): Block {
  let index = NOT_OPEN;
  let pending = '';
  let citations: object[] = [];

  return {
    interruptible: true,
    take(event) {
      if (event.type === 'text_delta' || event.type === 'refusal_delta') pending += event.text;
      else if (event.type === 'citation') citations.push(encodeCitation(event.citation));
    },
    end() {},
    hasNews: () => pending !== '' || citations.length > 0,
    flush(takeIndex) {
      let text = '';
      if (index === NOT_OPEN) {
        index = takeIndex();
        text = writeBlockStart(index, EMPTY);
      }
      if (pending !== '') text += writeDelta(index, 'text_delta', 'text', pending);
      for (const citation of citations) text += writeDelta(index, 'citations_delta', 'citation', citation);
      pending = '';
      if (citations.length > 0) citations = [];
      return text;
    },
    close() {
      const stop = writeBlockStop(index);
      index = NOT_OPEN;
      return stop;
    },
  };
}
