import * as z from 'zod';
import { BUILT_IN_TRANSFORMERS } from '#main/gateway/transformers/built-in/index';
import type { TransformerDescription } from '#shared/domain/transformer';
import { TRANSFORMER_OPTIONS } from '#shared/domain/transformer-options';

/** The built-in transformers, with what may be said to each. */
export function listTransformers(): TransformerDescription[] {
  return Object.values(BUILT_IN_TRANSFORMERS).map(({ name, protocols }) => ({
    name,
    protocols: [...protocols],
    options: { ...z.toJSONSchema(TRANSFORMER_OPTIONS[name], { io: 'input' }) },
  }));
}
