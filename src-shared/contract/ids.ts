import * as z from 'zod';

export { newIdSchema } from '#shared/domain/new-id';

/** Removing what is already gone is no error: `removed` is false then. */
export const removedSchema = z.object({ id: z.string(), removed: z.boolean() });
