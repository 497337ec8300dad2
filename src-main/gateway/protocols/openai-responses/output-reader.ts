import { isRecord, readArray, readText, type JsonRecord } from '../json/read';
import { createCallReader, type CallReader } from './call-reader';
import { createHostedItemReader } from './hosted-item-reader';
import type { EventSink, ItemKind, ItemReader } from './item-reader';
import { createItemTracker, type ItemAddress, type TrackedItem } from './item-tracker';
import { createMessageReader, type MessageReader } from './message-reader';
import { createReasoningReader } from './reasoning-reader';
import type { AnswerContent } from './select-finish';

/** Reads all that a stream says of its output items. */
export interface OutputReader {
  /** An event between the stream's first and last. */
  read(type: string, event: JsonRecord): void;
  /** The stream ended: `output` of its last event holds what was not streamed, and all items end. */
  finish(response: unknown): void;
  content(): AnswerContent;
}

const NO_ITEM: JsonRecord = {};

function mapItemKind(item: JsonRecord): ItemKind {
  switch (item['type']) {
    case 'message':
      return 'message';
    case 'reasoning':
      return 'reasoning';
    case 'function_call':
    case 'custom_tool_call':
      return 'call';
    default:
      return 'other';
  }
}

/** Which kind of item an event is about. */
const EVENT_KINDS: Readonly<Record<string, ItemKind>> = {
  'response.output_text.delta': 'message',
  'response.output_text.done': 'message',
  'response.output_text.annotation.added': 'message',
  'response.refusal.delta': 'message',
  'response.refusal.done': 'message',
  'response.content_part.done': 'message',
  'response.reasoning_summary_text.delta': 'reasoning',
  'response.reasoning_summary_text.done': 'reasoning',
  'response.reasoning_summary_part.done': 'reasoning',
  'response.reasoning_text.delta': 'reasoning',
  'response.reasoning_text.done': 'reasoning',
  'response.function_call_arguments.delta': 'call',
  'response.function_call_arguments.done': 'call',
  'response.custom_tool_call_input.delta': 'call',
  'response.custom_tool_call_input.done': 'call',
};

/** Null for events that say nothing of an item. */
function mapEventKind(type: string, event: JsonRecord): ItemKind | null {
  if (!Object.hasOwn(EVENT_KINDS, type)) return null;
  const part = event['part'];
  // Reasoning as it is comes in content parts, as a message does.
  if (isRecord(part) && part['type'] === 'reasoning_text') return 'reasoning';
  return EVENT_KINDS[type] ?? null;
}

function readIndex(event: JsonRecord): number | null {
  const index = event['output_index'];
  return typeof index === 'number' ? index : null;
}

function addressOf(item: JsonRecord, event: JsonRecord): ItemAddress {
  return {
    kind: mapItemKind(item),
    id: readText(item, 'id') ?? readText(event, 'item_id'),
    index: readIndex(event),
  };
}

export function createOutputReader(sink: EventSink): OutputReader {
  const tracker = createItemTracker();
  const messages: MessageReader[] = [];
  const calls: CallReader[] = [];

  function createReader({ kind, id }: ItemAddress, first: JsonRecord): ItemReader {
    switch (kind) {
      case 'message': {
        const reader = createMessageReader(sink);
        messages.push(reader);
        return reader;
      }
      case 'reasoning':
        return createReasoningReader(sink, id);
      case 'call': {
        const reader = createCallReader(sink, first);
        calls.push(reader);
        return reader;
      }
      case 'other':
        return createHostedItemReader(sink, first);
    }
  }

  function open(address: ItemAddress, first: JsonRecord): TrackedItem {
    return tracker.add(address, createReader(address, first));
  }

  function end(item: TrackedItem, final: JsonRecord | null): void {
    item.reader.finish(final);
    tracker.end(item);
  }

  function announce(item: JsonRecord, event: JsonRecord): void {
    const address = addressOf(item, event);
    const known = tracker.find(address);
    const same = known !== null && known.id === address.id && known.index === address.index;
    if (!same || (address.id === null && address.index === null)) open(address, item);
  }

  function conclude(item: JsonRecord, event: JsonRecord): void {
    const address = addressOf(item, event);
    const known = tracker.find(address);
    if (known === null && tracker.isPast(address)) return;
    end(known ?? open(address, item), item);
  }

  return {
    read(type, event) {
      const { item } = event;
      if (type === 'response.output_item.added' && isRecord(item)) return announce(item, event);
      if (type === 'response.output_item.done' && isRecord(item)) return conclude(item, event);
      const kind = mapEventKind(type, event);
      if (kind === null) return;
      const address = { kind, id: readText(event, 'item_id'), index: readIndex(event) };
      const known = tracker.find(address);
      if (known === null && tracker.isPast(address)) return;
      (known ?? open(address, NO_ITEM)).reader.read(type, event);
    },
    finish(response) {
      const seen: Record<ItemKind, number> = { message: 0, reasoning: 0, call: 0, other: 0 };
      readArray(response, 'output').forEach((item, index) => {
        if (!isRecord(item)) return;
        const kind = mapItemKind(item);
        // Ids may differ from those streamed, so that only the order tells which item is which.
        const known = tracker.nth(kind, seen[kind]);
        seen[kind] += 1;
        if (known === null) end(open({ kind, id: readText(item, 'id'), index }, item), item);
        else if (tracker.isOpen(known)) end(known, item);
      });
      for (const item of tracker.listOpen()) end(item, null);
    },
    content: () => ({
      hasCalls: calls.some((call) => call.hasStarted()),
      hasRefusal: messages.some((message) => message.hasRefusal()),
    }),
  };
}
