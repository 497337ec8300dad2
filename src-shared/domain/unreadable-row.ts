import * as z from 'zod';

/** Something stored that is not valid, so that Routex does without it. It stays as it is until it is removed. */
export const unreadableRowSchema = z.object({
  kind: z.enum(['channel', 'gateway_token']),
  id: z.string(),
  /** Null where it has none that could be shown. */
  name: z.string().nullable(),
  /** English, naming the field; what the field holds is not repeated. */
  reason: z.string(),
});
export type UnreadableRow = z.infer<typeof unreadableRowSchema>;
