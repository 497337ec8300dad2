import { isFilled, isRecord, type JsonRecord } from '../json/read';
import { NOT_OPEN, type Block } from './block';
import { writeBlockStart, writeBlockStop, writeDelta } from './write-event';

/** A block that is whole from its start; only the input of a tool is told after it, as of any call. */
export function createServerToolBlock(raw: JsonRecord): Block {
  const input = isRecord(raw['input']) && isFilled(raw['input']) ? raw['input'] : null;
  let index = NOT_OPEN;
  let begun = false;
  return {
    interruptible: true,
    take() {},
    end() {},
    hasNews: () => !begun,
    flush(takeIndex) {
      if (begun) return '';
      begun = true;
      index = takeIndex();
      if (input === null) return writeBlockStart(index, raw);
      const start = writeBlockStart(index, { ...raw, input: {} });
      return start + writeDelta(index, 'input_json_delta', 'partial_json', JSON.stringify(input));
    },
    close: () => writeBlockStop(index),
  };
}
