import * as z from 'zod';

/** What may be shown of a gateway token. */
export const gatewayTokenSchema = z.object({
  id: z.string(),
  name: z.string().trim().min(1).max(80),
  enabled: z.boolean(),
  last4: z.string(),
  /** Grows by one with each stored change; an edit names the revision it was made from. */
  revision: z.number().int().positive(),
  /** Milliseconds since the epoch. */
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type GatewayToken = z.infer<typeof gatewayTokenSchema>;
