import * as z from 'zod';

const headersSchema = z.record(z.string(), z.string());

/** Headers and body of one side's message, secrets masked. */
const storedMessageSchema = z.object({
  headers: headersSchema,
  /** Null for what is no text. */
  body: z.string().nullable(),
  /** Of the whole body, kept or not. */
  bytes: z.number().int().nonnegative(),
  /** Not all of the body was kept. */
  truncated: z.boolean(),
});
export type StoredMessage = z.infer<typeof storedMessageSchema>;

const storedAnswerSchema = storedMessageSchema.omit({ body: true }).extend({
  status: z.number().int(),
  /** The body as it came, piece by piece; empty for what is no text. Milliseconds since the call began. */
  chunks: z.array(z.object({ ms: z.number().nonnegative(), text: z.string() })),
});
export type StoredAnswer = z.infer<typeof storedAnswerSchema>;

/** What was really sent and received for one request. Kept only while the setting `bodies.store` is on. */
export const storedExchangeSchema = z.object({
  requestId: z.string(),
  /** Path and query the client called. */
  path: z.string(),
  /** The request that this one repeats. */
  replayOf: z.string().nullable(),
  request: storedMessageSchema,
  /** In the order they began. */
  attempts: z.array(
    z.object({
      channelId: z.string(),
      channelName: z.string(),
      url: z.string(),
      request: storedMessageSchema,
      /** Null where none came. */
      response: storedAnswerSchema.nullable(),
    }),
  ),
  /** What the client was given; null where it is what the last attempt's upstream answered, or nothing. */
  answer: storedAnswerSchema.nullable(),
});
export type StoredExchange = z.infer<typeof storedExchangeSchema>;
