import * as z from 'zod';
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

/** Nothing more is asked in a session. */
export interface UserThreadRelease {
  readonly release: string;
}

/** A file can post whatever it likes where its thread answers, so what comes is checked. */
export const userThreadMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** The file cannot be loaded. */
  z.object({ type: z.literal('unusable'), message: z.string() }),
  z.object({
    type: z.literal('answer'),
    id: z.int(),
    json: z.string(),
    /** What the thread holds outside its heap. */
    externalBytes: z.number(),
  }),
  z.object({ type: z.literal('failed'), id: z.int(), message: z.string() }),
]);

export type UserThreadMessage = z.infer<typeof userThreadMessageSchema>;
