/** `lost`: something is missing; `reordered`: all is there, but not in order or not once; `wrong`: something else. */
export type AnswerFault = 'lost' | 'reordered' | 'wrong';

/** An answer that left what was expected. */
export interface BrokenAnswer {
  /** From there on. */
  readonly rest: string;
  /** The delta that was to come next. */
  readonly sequence: number;
  /** All of the answer. */
  readonly deltas: number;
  /** The break lies among the deltas, and the answer was read to its end: what does not come later is lost. */
  readonly mayMiss: boolean;
}

/** As each delta begins, whatever protocol carries it. */
const SEQUENCES = /#(\d{5})@/g;

export function classifyFault({ rest, sequence, deltas, mayMiss }: BrokenAnswer): AnswerFault {
  const found = [...rest.matchAll(SEQUENCES)].map(([, digits]) => Number(digits));
  const ahead = new Set(found.filter((number) => number >= sequence && number < deltas));
  if (mayMiss && ahead.size < deltas - sequence) return 'lost';
  return found.every((number, index) => number === sequence + index) ? 'wrong' : 'reordered';
}
