import type { UserHook } from '#main/gateway/user-code/user-code';

/** What a thread for a file of the user finds as its `workerData`. */
export interface UserThreadData {
  readonly path: string;
}

export interface UserThreadCall {
  readonly id: number;
  readonly hook: UserHook;
  readonly data: unknown;
  readonly body: Uint8Array | null;
}

export type UserThreadMessage =
  | { readonly type: 'ready' }
  /** The file cannot be loaded. */
  | { readonly type: 'unusable'; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly json: string }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
