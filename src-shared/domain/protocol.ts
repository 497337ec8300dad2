import * as z from 'zod';

/** Wire formats a client may speak and a channel may serve. */
export const PROTOCOL_IDS = ['anthropic-messages', 'openai-chat', 'openai-responses', 'gemini'] as const;

export const protocolIdSchema = z.enum(PROTOCOL_IDS);

export type ProtocolId = z.infer<typeof protocolIdSchema>;
