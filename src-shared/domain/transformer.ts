import * as z from 'zod';
import { protocolIdSchema } from './protocol';

/** A transformer that channels may use. */
export const transformerSchema = z.object({
  name: z.string(),
  /** The channels' protocols it acts on; those of others it leaves as they are. */
  protocols: z.array(protocolIdSchema),
  /** JSON Schema of its options. */
  options: z.record(z.string(), z.unknown()),
});
export type TransformerDescription = z.infer<typeof transformerSchema>;
