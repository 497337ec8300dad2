import type { Warn } from '../canonical/codec';
import type { PartStart } from '../canonical/response';
import { NOT_OPEN, type Block } from './block';
import { createArgsScanner } from './create-args-scanner';
import { parseToolInput } from './parse-tool-input';
import { writeBlockStart, writeBlockStop, writeDelta } from './write-event';

type CallStart = Extract<PartStart, { kind: 'toolCall' }>;

/** Begins at once, so that the client sees which tool is being called while its arguments are written. */
export function createCallBlock({ id, name }: CallStart, warn: Warn): Block {
  const scanner = createArgsScanner();
  let index = NOT_OPEN;
  let begun = false;
  let pending = '';

  function settleArgs(): void {
    const held = scanner.heldBack();
    const input = held === null ? {} : parseToolInput(held, name, warn);
    if (Object.keys(input).length > 0) pending += JSON.stringify(input);
    if (scanner.hasDropped()) warn(`What followed the arguments of a call of ${name} was left out.`);
  }

  return {
    interruptible: false,
    take(event) {
      if (event.type === 'args_delta') pending += scanner.push(event.text);
    },
    end: settleArgs,
    hasNews: () => !begun || pending !== '',
    flush(takeIndex) {
      let text = '';
      if (!begun) {
        index = takeIndex();
        begun = true;
        text = writeBlockStart(index, { type: 'tool_use', id, name, input: {} });
      }
      if (pending !== '') text += writeDelta(index, 'input_json_delta', 'partial_json', pending);
      pending = '';
      return text;
    },
    close: () => writeBlockStop(index),
  };
}
