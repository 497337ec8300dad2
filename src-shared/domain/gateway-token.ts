import * as z from 'zod';

const MAX_PATTERNS = 1000;

/** What a gateway token is bound to; null: to nothing. */
export const gatewayTokenScopeSchema = z.object({
  /** What its requests belong to. */
  project: z.string().trim().min(1).max(80).nullable(),
  /** Names of models it may ask for, `*` standing for any part. */
  models: z.array(z.string().trim().min(1).max(200)).min(1).max(MAX_PATTERNS).nullable(),
  /** Channels that may answer it. */
  channelIds: z.array(z.string().min(1).max(64)).min(1).max(MAX_PATTERNS).nullable(),
});
export type GatewayTokenScope = z.infer<typeof gatewayTokenScopeSchema>;

export const UNBOUND: GatewayTokenScope = { project: null, models: null, channelIds: null };

/** What may be shown of a gateway token. */
export const gatewayTokenSchema = z.object({
  id: z.string(),
  name: z.string().trim().min(1).max(80),
  enabled: z.boolean(),
  last4: z.string(),
  ...gatewayTokenScopeSchema.shape,
  /** Grows by one with each stored change; an edit names the revision it was made from. */
  revision: z.number().int().positive(),
  /** Milliseconds since the epoch. */
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type GatewayToken = z.infer<typeof gatewayTokenSchema>;
