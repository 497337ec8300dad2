import * as z from 'zod';
import { channelHealthSchema } from './channel-health';
import { channelProfileOverridesSchema } from './channel-profile';
import { channelTransformersSchema } from './channel-transformers';
import { protocolIdSchema } from './protocol';

/** The header (or its absence) that carries a key to the upstream. */
export const AUTH_STYLES = ['x-api-key', 'bearer', 'api-key', 'x-goog-api-key', 'none'] as const;
export const authStyleSchema = z.enum(AUTH_STYLES);
export type AuthStyle = z.infer<typeof authStyleSchema>;

/** In a channel's model list: it serves every model name. In a mapping: the entry for every model without one of its own. */
export const ANY_MODEL = '*';

export const PRIORITY_RANGE = { min: 1, max: 100, default: 50 } as const;
export const DEFAULT_WEIGHT = 1;
const MAX_PRICE_MULTIPLIER = 1000;

/** Longer names than any provider uses, short enough that no header, log line or table is flooded. */
const MAX_MODEL_NAME_LENGTH = 200;
const modelName = z.string().trim().min(1).max(MAX_MODEL_NAME_LENGTH);

/** What may leave the main process of a stored credential: never the secret itself. */
export const credentialViewSchema = z.object({
  id: z.string(),
  kind: z.enum(['key', 'client']),
  label: z.string().max(80).nullable(),
  enabled: z.boolean(),
  hasKey: z.boolean(),
  last4: z.string().max(4).nullable(),
  /** Set when the stored secret cannot be decrypted with the present data key. */
  unreadable: z.boolean(),
});
export type CredentialView = z.infer<typeof credentialViewSchema>;

export const channelSettingsSchema = z.object({
  name: z.string().trim().min(1).max(80),
  /** Preset the channel came from, or `custom`. */
  provider: z.string().min(1).max(64),
  protocol: protocolIdSchema,
  /** As the provider prints it, cleaned by `normalizeBaseUrl`; read with `upstreamUrl`. */
  baseUrl: z.url({ protocol: /^https?$/ }),
  authStyle: authStyleSchema,
  models: z.array(modelName).min(1).max(1000),
  modelMapping: z.record(modelName, modelName),
  /** Upstream model for names that are neither listed nor mapped; null: such names are not served. */
  defaultModel: modelName.nullable(),
  /** Higher is tried first. */
  priority: z.number().int().min(PRIORITY_RANGE.min).max(PRIORITY_RANGE.max),
  weight: z.number().nonnegative(),
  enabled: z.boolean(),
  /** What the channel's dialect does differently from its protocol. */
  profile: channelProfileOverridesSchema,
  /** Absent: requests and answers go through as they are. */
  transformers: channelTransformersSchema.optional(),
  /** What it charges of the published price; absent: all of it, 0: nothing, as with a flat rate. */
  priceMultiplier: z.number().nonnegative().max(MAX_PRICE_MULTIPLIER).optional(),
});
export type ChannelSettings = z.infer<typeof channelSettingsSchema>;

export const channelSchema = channelSettingsSchema.extend({
  id: z.string(),
  /** Grows by one with each stored change; an edit names the revision it was made from. */
  revision: z.number().int().positive(),
  credentials: z.array(credentialViewSchema),
  health: channelHealthSchema,
  /** Milliseconds since the epoch. */
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type Channel = z.infer<typeof channelSchema>;
