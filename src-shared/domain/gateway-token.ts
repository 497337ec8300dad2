import * as z from 'zod';

/** What may be shown of a gateway token. */
export const gatewayTokenSchema = z.object({
  id: z.string(),
  name: z.string().min(1).max(80),
  enabled: z.boolean(),
  last4: z.string(),
  createdAt: z.number().int(),
});
export type GatewayToken = z.infer<typeof gatewayTokenSchema>;
