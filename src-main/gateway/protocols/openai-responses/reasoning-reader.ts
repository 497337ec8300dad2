import { readRecord, readText, type JsonRecord } from '../json/read';
import { readReasoningTexts } from './decode-reasoning-item';
import { selectRest, type EventSink, type ItemReader } from './item-reader';

/** Summary, or the reasoning as it is: an item that tells both tells the same twice. */
type Source = 'summary' | 'content';

function readIndex(event: JsonRecord, key: string): number {
  const index = event[key];
  return typeof index === 'number' ? index : 0;
}

/** @param id of the item, where its first event told it */
export function createReasoningReader(sink: EventSink, id: string | null): ItemReader {
  const texts = new Map<number, string>();
  let source: Source | null = null;
  let part: number | null = null;

  function start(): number {
    if (part !== null) return part;
    part = sink.nextPart();
    sink.emit({
      type: 'part_start',
      part,
      content: { kind: 'reasoning', ...(id === null ? {} : { id }) },
    });
    return part;
  }

  function append(from: Source, index: number, text: string): void {
    source ??= from;
    if (text === '' || source !== from) return;
    texts.set(index, (texts.get(index) ?? '') + text);
    const summaryIndex = from === 'summary' ? { summaryIndex: index } : {};
    sink.emit({ type: 'reasoning_delta', part: start(), text, ...summaryIndex });
  }

  function settle(from: Source, index: number, final: string): void {
    append(from, index, selectRest(final, texts.get(index) ?? ''));
  }

  return {
    read(type, event) {
      const summaryIndex = readIndex(event, 'summary_index');
      const contentIndex = readIndex(event, 'content_index');
      switch (type) {
        case 'response.reasoning_summary_text.delta':
          return append('summary', summaryIndex, readText(event, 'delta') ?? '');
        case 'response.reasoning_summary_text.done':
          return settle('summary', summaryIndex, readText(event, 'text') ?? '');
        case 'response.reasoning_summary_part.done':
          return settle('summary', summaryIndex, readText(readRecord(event, 'part'), 'text') ?? '');
        case 'response.reasoning_text.delta':
          return append('content', contentIndex, readText(event, 'delta') ?? '');
        case 'response.reasoning_text.done':
          return settle('content', contentIndex, readText(event, 'text') ?? '');
        case 'response.content_part.done':
          return settle('content', contentIndex, readText(readRecord(event, 'part'), 'text') ?? '');
      }
    },
    finish(item) {
      for (const from of ['summary', 'content'] as const)
        readReasoningTexts(item, from).forEach((text, index) => settle(from, index, text));
      // Of the item's first event it is worth nothing: only the last one holds all.
      const encrypted = readText(item, 'encrypted_content');
      if (encrypted !== null)
        sink.emit({
          type: 'reasoning_state',
          part: start(),
          state: { kind: 'encrypted', data: encrypted },
        });
      if (part !== null) sink.emit({ type: 'part_end', part });
    },
  };
}
