import { describe, expect, it } from 'vitest';
import { createAnswerCheck } from './answer-check';
import { encodeStamp } from './answer-content';
import { deltaFrame, encodeClosing, encodeOpening } from './answer-events';
import type { AnswerFault } from './classify-fault';

const NUMBER = 7;
const DELTAS = 6;
const STAMP_US = 1_234_567;

const delta = (sequence: number): string => {
  const { head, tail } = deltaFrame(sequence);
  return head + encodeStamp(STAMP_US) + tail;
};
const answer = (sequences: readonly number[], number = NUMBER): string =>
  encodeOpening(number) + sequences.map(delta).join('') + encodeClosing(DELTAS);
const ALL = [0, 1, 2, 3, 4, 5];

function check(text: string, pieceBytes = text.length): { fault: AnswerFault | null; sent: number[] } {
  const sent: number[] = [];
  const reading = createAnswerCheck({ number: NUMBER, deltas: DELTAS, onDelta: (us) => sent.push(us) });
  for (let at = 0; at < text.length; at += pieceBytes) {
    reading.push(Buffer.from(text.slice(at, at + pieceBytes), 'latin1'));
  }
  return { fault: reading.end(), sent };
}

describe('createAnswerCheck', () => {
  it.each([1, 2, 3, 17, 100, 1000])('accepts a right answer that comes in pieces of %i bytes', (bytes) => {
    expect(check(answer(ALL), bytes)).toEqual({ fault: null, sent: ALL.map(() => STAMP_US) });
  });

  it.each<[string, AnswerFault, string]>([
    ['a missing delta', 'lost', answer([0, 1, 3, 4, 5])],
    ['a missing last delta', 'lost', answer([0, 1, 2, 3, 4])],
    ['a cut answer', 'lost', answer(ALL).slice(0, 1200)],
    ['an answer without its last event', 'lost', answer(ALL).slice(0, -40)],
    ['an empty answer', 'lost', ''],
    ['two deltas that changed places', 'reordered', answer([0, 1, 3, 2, 4, 5])],
    ['a delta that came twice', 'reordered', answer([0, 1, 1, 2, 3, 4, 5])],
    ['the answer to another request', 'wrong', answer(ALL, NUMBER + 1)],
    ['a changed byte', 'wrong', answer(ALL).replace('failing', 'fAiling')],
    ['a byte too many between events', 'wrong', answer(ALL).replace('\n\nevent', '\n\n\nevent')],
    ['bytes after the end', 'wrong', `${answer(ALL)}x`],
  ])('finds %s (%s)', (_name, fault, text) => {
    expect(check(text).fault).toBe(fault);
    expect(check(text, 7).fault).toBe(fault);
  });

  it('misses nothing of an answer that was left, but still sees what was wrong with it', () => {
    const leave = (text: string): AnswerFault | null => {
      const reading = createAnswerCheck({ number: NUMBER, deltas: DELTAS, onDelta: () => {} });
      reading.push(Buffer.from(text));
      return reading.leave();
    };
    const first = encodeOpening(NUMBER) + delta(0);
    expect(leave(first)).toBeNull();
    expect(leave(first + delta(2))).toBe('reordered');
    expect(leave(encodeOpening(NUMBER + 1))).toBe('wrong');
  });
});
