import * as z from 'zod';
import { protocolIdSchema } from './protocol';

/**
 * How a request goes on.
 *
 * - `unchanged`: the client's bytes as they are
 * - `model`: the same, with the model's name replaced
 * - `edited`: the client's protocol, with changes that the channel's profile or its transformers demand
 * - `converted`: written anew in the channel's protocol
 */
export const FORWARDINGS = ['unchanged', 'model', 'edited', 'converted'] as const;
export const forwardingSchema = z.enum(FORWARDINGS);
export type Forwarding = z.infer<typeof forwardingSchema>;

const jsonObject = z.record(z.string(), z.unknown());

export const previewedRequestSchema = z.object({
  protocol: protocolIdSchema,
  /** Path and query at the channel's host. */
  path: z.string(),
  /** Lower-case names, without what authenticates. What a client of the same protocol sends beside them goes on too. */
  headers: z.record(z.string(), z.string()),
  body: jsonObject,
});
export type PreviewedRequest = z.infer<typeof previewedRequestSchema>;

/** `complete` is false when the client would be told that the answer failed, or would see it break off. */
const answered = { status: z.number().int(), complete: z.boolean() };

export const previewedResponseSchema = z.union([
  z.object({ ...answered, body: jsonObject }),
  /** Server-sent events as they go over the wire. */
  z.object({ ...answered, stream: z.string() }),
]);
export type PreviewedResponse = z.infer<typeof previewedResponseSchema>;

export const conversionPreviewSchema = z.object({
  forwarding: forwardingSchema,
  /** Null: Routex would answer by itself, because the request asks for no word of an answer. */
  request: previewedRequestSchema.nullable(),
  /** What the channel's transformers were given to make `request` of it; null where it has none for such a call. */
  beforeTransformers: jsonObject.nullable(),
  /** What would be lost, one sentence each. */
  warnings: z.array(z.string()),
  /** As the client would get it; null when no answer was given and none is needed, or when it only pauses. */
  response: previewedResponseSchema.nullable(),
  /** Null when the request goes on as it is and Routex cannot read it. */
  estimatedInputTokens: z.number().int().positive().nullable(),
});
export type ConversionPreview = z.infer<typeof conversionPreviewSchema>;
