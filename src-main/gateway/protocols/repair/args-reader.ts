/** Turns the arguments a model writes into those the client expects, as they come. */
export interface ArgsReader {
  /** What can be passed on of all so far; may be empty. */
  push(text: string): string;
  /** What is left when the call is complete, or cut off. */
  end(): string;
}
