import { STAMP_DIGITS } from '#bench/traffic/answer-content';
import { deltaFrame, encodeClosing, encodeOpening } from '#bench/traffic/answer-events';
import { classifyFault, type AnswerFault } from '#bench/traffic/classify-fault';

export interface AnswerCheck {
  /** Reads bytes as they come in, cut anywhere. */
  push(chunk: Buffer): void;
  /** What is wrong with an answer that is over; null when every byte was the expected one and none is missing. */
  end(): AnswerFault | null;
  /** The same for an answer the client did not want to the end. */
  leave(): AnswerFault | null;
  /** Where the answer left what was expected, for people. */
  describe(): string;
}

export interface AnswerCheckOptions {
  readonly number: number;
  readonly deltas: number;
  /** A delta has come in whole. `sentUs` is the moment the upstream wrote it. */
  readonly onDelta: (sentUs: number) => void;
}

const TERMINATOR = '\n\n';
const SHOWN_CHARACTERS = 300;

/** Compares an answer with the one the upstream was told to give, byte by byte; only the stamps are free. */
export function createAnswerCheck(options: AnswerCheckOptions): AnswerCheck {
  const { deltas } = options;
  const opening = encodeOpening(options.number);
  let stage: 'opening' | 'deltas' | 'over' = 'opening';
  let sequence = 0;
  /** Something unexpected came: from there on all is kept, and understood at the end. */
  let broken = false;
  /** Read, but not yet a whole part. */
  let rest = '';

  /** Reads one part of the answer at `from`, and returns where the next begins: here, when this one is not whole yet. */
  function readPart(text: string, from: number): number {
    switch (stage) {
      case 'opening':
        return readFixed(text, from, opening, 'deltas');
      case 'deltas':
        return sequence < deltas
          ? readDelta(text, from)
          : readFixed(text, from, encodeClosing(deltas), 'over');
      case 'over':
        broken = true;
        return from;
    }
  }

  function readFixed(text: string, from: number, expected: string, next: typeof stage): number {
    const size = Math.min(expected.length, text.length - from);
    if (!text.startsWith(expected.slice(0, size), from)) broken = true;
    if (broken || size < expected.length) return from;
    stage = next;
    return from + size;
  }

  function readDelta(text: string, from: number): number {
    const terminator = text.indexOf(TERMINATOR, from);
    if (terminator === -1) return from;
    const end = terminator + TERMINATOR.length;
    const { head, tail } = deltaFrame(sequence);
    const stampAt = from + head.length;
    const tailAt = stampAt + STAMP_DIGITS;
    if (tailAt + tail.length !== end || !text.startsWith(head, from) || !text.startsWith(tail, tailAt)) {
      broken = true;
      return from;
    }
    sequence += 1;
    options.onDelta(Number(text.slice(stampAt, tailAt)));
    return end;
  }

  /** @param whole false when the rest was never asked for, so that it cannot be missed */
  function classify(whole: boolean): AnswerFault | null {
    if (!broken) return whole && stage !== 'over' ? 'lost' : null;
    return classifyFault({ rest, sequence, deltas, mayMiss: whole && stage === 'deltas' });
  }

  return {
    push(chunk) {
      const text = rest + chunk.toString('latin1');
      let at = 0;
      while (at < text.length && !broken) {
        const next = readPart(text, at);
        if (next === at) break;
        at = next;
      }
      rest = at === 0 ? text : text.slice(at);
    },
    end: () => classify(true),
    leave: () => classify(false),
    describe: () =>
      `after ${sequence} of ${deltas} deltas came ${JSON.stringify(rest.slice(0, SHOWN_CHARACTERS))}`,
  };
}
