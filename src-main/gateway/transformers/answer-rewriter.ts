/** Changes an answer as it comes. */
export interface AnswerRewriter {
  /** What goes on of the answer so far; null: nothing yet. */
  push(chunk: Buffer): Promise<Buffer | null>;
  /** Nothing follows: what is left of the answer. */
  end(): Promise<Buffer | null>;
}

/** An answer that cannot be changed and cannot be passed on either. */
export class AnswerLostError extends Error {
  override readonly name = 'AnswerLostError';
}
