import type { Answer, AnswerEnding, AnswerPiece } from '../answer';
import { createBodyAnswer } from '../answer';
import type { Misbehaviour } from './misbehaviour';

// Misbehaviours of the connection: it hangs, breaks or waits. Events are counted from 1.

/** How a connection breaks: the HTTP body ends properly, the socket is closed without that, or it is reset. */
export type Cut = 'clean' | 'fin' | 'reset';

const ENDINGS: Readonly<Record<Cut, AnswerEnding>> = { clean: 'complete', fin: 'fin', reset: 'reset' };

/** Takes the request and never answers. */
export function hangBeforeHeaders(): Misbehaviour {
  return { name: 'hangBeforeHeaders', replace: () => ({ ...nothing(), start: 'hang' }) };
}

/** Takes the request and resets the connection. */
export function resetBeforeHeaders(): Misbehaviour {
  return { name: 'resetBeforeHeaders', replace: () => ({ ...nothing(), start: 'reset' }) };
}

/** The headers, then nothing: no body byte, no end. */
export function hangAfterHeaders(): Misbehaviour {
  return { name: 'hangAfterHeaders', change: (answer) => ({ ...answer, pieces: [], ending: 'hang' }) };
}

/** The preamble (such as `message_start`), and the end before anything was said. */
export function cutBeforeContent(cut: Cut = 'fin'): Misbehaviour {
  return {
    name: `cutBeforeContent(${cut})`,
    change: (answer) => {
      const preamble = answer.pieces.filter((piece) => piece.role === 'preamble');
      return { ...answer, pieces: preamble, ending: ENDINGS[cut] };
    },
  };
}

/** `count` events, always without the last one, then the end. */
export function cutAfterEvents(count: number, cut: Cut = 'fin'): Misbehaviour {
  return {
    name: `cutAfterEvents(${count}, ${cut})`,
    change: (answer) => ({ ...answer, pieces: withoutLast(answer, count), ending: ENDINGS[cut] }),
  };
}

/** Half of the bytes of event number `event`, or of the last one, then the end. Cuts a body in one piece in half. */
export function cutInsideEvent(event: number, cut: Cut = 'fin'): Misbehaviour {
  return {
    name: `cutInsideEvent(${event}, ${cut})`,
    change: (answer) => {
      const kept = withoutLast(answer, event - 1);
      const broken = answer.pieces[kept.length];
      const pieces = broken ? [...kept, firstHalf(broken)] : kept;
      return { ...answer, pieces, ending: ENDINGS[cut] };
    },
  };
}

/** `count` events, always without the last one, then silence on an open connection. */
export function hangAfterEvents(count: number): Misbehaviour {
  return {
    name: `hangAfterEvents(${count})`,
    change: (answer) => ({ ...answer, pieces: withoutLast(answer, count), ending: 'hang' }),
  };
}

/** All events, the terminal one too, but the connection stays open. */
export function hangAfterEnd(): Misbehaviour {
  return {
    name: 'hangAfterEnd',
    // A known length would end the message without the connection's end.
    change: (answer) => ({ ...withoutHeader(answer, 'content-length'), ending: 'hang' }),
  };
}

/** Waits for `until` before the headers, or before the event that follows number `afterEvents`. */
export function holdUntil(until: Promise<unknown>, afterEvents?: number): Misbehaviour {
  return {
    name: 'holdUntil',
    change: (answer) => {
      if (afterEvents === undefined) return { ...answer, until };
      const pieces = answer.pieces.map((piece, index) =>
        index === afterEvents ? { ...piece, until } : piece,
      );
      return { ...answer, pieces };
    },
  };
}

/** A promised length that the body does not reach, and the end of the connection. */
export function shortBody(missingBytes = 10): Misbehaviour {
  return {
    name: `shortBody(${missingBytes})`,
    change: (answer) => {
      const length = answer.pieces.reduce((sum, piece) => sum + piece.bytes.byteLength, missingBytes);
      return { ...answer, headers: { ...answer.headers, 'content-length': String(length) } };
    },
  };
}

function withoutLast(answer: Answer, count: number): AnswerPiece[] {
  return answer.pieces.slice(0, Math.min(count, answer.pieces.length - 1));
}

function firstHalf(piece: AnswerPiece): AnswerPiece {
  return { ...piece, bytes: piece.bytes.subarray(0, Math.ceil(piece.bytes.byteLength / 2)) };
}

function withoutHeader(answer: Answer, name: string): Answer {
  return {
    ...answer,
    headers: Object.fromEntries(Object.entries(answer.headers).filter(([key]) => key !== name)),
  };
}

function nothing(): Answer {
  return createBodyAnswer(200, 'text/plain', '');
}
