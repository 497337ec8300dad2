import { NO_FACTS, type Receiver } from './receiver';

const SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const LESS_THAN = 0x3c;

/** Some providers send white space while a model thinks; endless white space is no answer. */
const MAX_SPACE_BYTES = 64 * 1024;

/** What the first byte of an answer says it is. */
export type AnswerForm = 'events' | 'object' | 'array' | 'markup';

/**
 * Waits for the first byte of an answer whose content type does not say what it is, then hands all to the receiver
 * chosen by it. Some providers send events as `text/plain`, and JSON or a web page where events were asked for.
 */
export function createSniffer(choose: (form: AnswerForm) => Receiver): Receiver {
  let receiver: Receiver | null = null;
  const skipped: Buffer[] = [];
  let skippedBytes = 0;
  return {
    onData(chunk) {
      if (receiver === null) {
        const first = chunk.find((byte) => !SPACE.has(byte));
        skippedBytes += chunk.length;
        if (first === undefined && skippedBytes <= MAX_SPACE_BYTES) {
          skipped.push(chunk);
          return;
        }
        receiver = choose(first === undefined ? 'object' : formOf(first));
        for (const piece of skipped.splice(0)) receiver.onData(piece);
      }
      receiver.onData(chunk);
    },
    onEnd() {
      (receiver ?? choose('object')).onEnd();
    },
    onBreak(error) {
      (receiver ?? choose('object')).onBreak(error);
    },
    facts: () => receiver?.facts() ?? NO_FACTS,
    dispose: () => receiver?.dispose(),
  };
}

function formOf(byte: number): AnswerForm {
  switch (byte) {
    case OPEN_OBJECT:
      return 'object';
    case OPEN_ARRAY:
      return 'array';
    case LESS_THAN:
      return 'markup';
    default:
      return 'events';
  }
}
