import * as z from 'zod';

/** What a model can do, as far as somebody says; what is left out is taken to be possible. */
export const modelCapabilitiesSchema = z.strictObject({
  tools: z.boolean().optional(),
  images: z.boolean().optional(),
  /** Answers in a given JSON Schema. */
  structured: z.boolean().optional(),
  thinking: z.boolean().optional(),
  /** Runs a web search itself. */
  webSearch: z.boolean().optional(),
  /** Most tokens of a request and its answer. */
  contextTokens: z.number().int().positive().optional(),
});
export type ModelCapabilities = z.infer<typeof modelCapabilitiesSchema>;
export type Capability = keyof ModelCapabilities;

/** By the upstream's name of the model, `*` standing for any part; of several that fit, the first counts. */
export const capabilitiesByModelSchema = z.record(z.string().trim().min(1).max(200), modelCapabilitiesSchema);
