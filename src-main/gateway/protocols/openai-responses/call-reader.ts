import { readText, type JsonRecord } from '../json/read';
import { isCustomCall, readArguments, readCallHead, readCallInput } from './decode-call-item';
import { selectRest, type EventSink, type ItemReader } from './item-reader';

export interface CallReader extends ItemReader {
  hasStarted(): boolean;
}

/**
 * @param first the item as it was announced; empty when it was not
 */
export function createCallReader(sink: EventSink, first: JsonRecord): CallReader {
  let part: number | null = null;
  let streamed = '';
  /** Waits for the name. */
  let pending = '';

  function start(item: JsonRecord): void {
    const name = readText(item, 'name');
    if (part !== null || name === null) return;
    part = sink.nextPart();
    const { custom, ...head } = readCallHead({ ...first, ...item }, name);
    sink.emit({
      type: 'part_start',
      part,
      content: { kind: 'toolCall', ...head, ...(custom === true ? { custom } : {}) },
    });
    const text = pending;
    pending = '';
    append(text);
  }

  function append(text: string): void {
    if (text === '') return;
    if (part === null) {
      pending += text;
      return;
    }
    streamed += text;
    sink.emit({ type: 'args_delta', part, text });
  }

  function settle(final: string): void {
    append(selectRest(final, part === null ? pending : streamed));
  }

  start(first);

  return {
    hasStarted: () => part !== null,
    read(type, event) {
      switch (type) {
        case 'response.function_call_arguments.delta':
        case 'response.custom_tool_call_input.delta':
          append(readText(event, 'delta') ?? '');
          return;
        case 'response.function_call_arguments.done':
          // Of a call that was never announced the id is still to come.
          if (readText(first, 'call_id') !== null) start({ name: event['name'] });
          settle(readArguments(event));
          return;
        case 'response.custom_tool_call_input.done':
          settle(readText(event, 'input') ?? '');
      }
    },
    finish(item) {
      if (item !== null) start(item);
      // What was announced counts when nothing else came.
      const final = item ?? (streamed === '' ? first : null);
      if (final !== null) settle(readCallInput(final, isCustomCall(final)));
      if (part !== null) sink.emit({ type: 'part_end', part });
    },
  };
}
