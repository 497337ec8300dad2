import * as z from 'zod';
import { authStyleSchema } from './channel';
import { channelProfileOverridesSchema } from './channel-profile';
import { protocolIdSchema } from './protocol';

/** One way of reaching a provider: a protocol it speaks and where. */
export const presetEndpointSchema = z.object({
  protocol: protocolIdSchema,
  baseUrl: z.url({ protocol: /^https?$/ }),
  authStyle: authStyleSchema,
  profile: channelProfileOverridesSchema.default({}),
});
export type PresetEndpoint = z.infer<typeof presetEndpointSchema>;

export const providerPresetSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  name: z.string().min(1),
  homepage: z.url(),
  /** Where the provider hands out keys; null for one that needs none. */
  keyUrl: z.url().nullable(),
  /** The first endpoint is the one used when no protocol is asked for. */
  endpoints: z.array(presetEndpointSchema).min(1),
  /** `*` where the provider takes names of its own choosing and lists them itself. */
  models: z.array(z.string().min(1)).min(1),
  modelMapping: z.record(z.string().min(1), z.string().min(1)).default({}),
  defaultModel: z.string().min(1).nullable().default(null),
  /** Where the provider documents its addresses. */
  source: z.url(),
  /** Year and month; null when it is remembered rather than read. */
  seen: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .nullable(),
  confidence: z.enum(['high', 'medium', 'low']),
});
export type ProviderPreset = z.infer<typeof providerPresetSchema>;

export const providerPresetsSchema = z.array(providerPresetSchema).superRefine((presets, context) => {
  const seen = new Set<string>();
  for (const preset of presets) {
    if (seen.has(preset.id))
      context.addIssue({ code: 'custom', message: `duplicate preset id ${preset.id}` });
    seen.add(preset.id);
  }
});
