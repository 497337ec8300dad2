import type { TransformerHook } from './transformer-input';

/** What a file of the user may do. */
export type UserHook = 'route' | TransformerHook;

/** Runs files of the user where they can harm nobody: in threads of their own, with limits of time and memory. */
export interface UserCode {
  /**
   * Calls what a file exports. What comes back is JSON, and nothing else is known of it.
   *
   * @throws {UserCodeError} saying what is wrong with the file
   */
  call(path: string, hook: UserHook, input: UserInput): Promise<unknown>;
  /**
   * Nothing more is asked in a session: what the file keeps for it is forgotten, and the version that it held on to may go.
   */
  release(path: string, session: string): void;
  /** Notes what is wrong with what a file said. */
  report(path: string, problem: string): void;
  /** What was wrong with each file when it was last called; a file that works again is not in it. */
  problems(): readonly UserCodeProblem[];
}

export interface UserInput {
  /** Anything that can be cloned. */
  readonly data: unknown;
  /** A body as it goes over the wire; parsed in the file's thread. */
  readonly body: Uint8Array<ArrayBuffer> | null;
  /** Calls of one session are answered by one version of the file, whenever it is saved; null: by the newest. */
  readonly session: string | null;
  /** What the call may take once the file is loaded, in milliseconds. */
  readonly limitMs: number;
}

export interface UserCodeProblem {
  readonly path: string;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A file of the user gave no answer. The message says why, to people. */
export class UserCodeError extends Error {
  override readonly name = 'UserCodeError';
}
