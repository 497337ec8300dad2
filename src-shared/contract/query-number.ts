import * as z from 'zod';

/**
 * A number that may also come as the text a query string carries. Unlike `z.coerce`, which makes 0 of nothing and of an
 * empty list, it takes nothing else.
 */
export function queryNumber<Schema extends z.ZodNumber>(schema: Schema) {
  return z.preprocess(
    (value: z.input<Schema>) => (isText(value) && value.trim() !== '' ? Number(value) : value),
    schema,
  );
}

/** What is typed as a number is whatever the query string had. */
function isText(value: unknown): value is string {
  return typeof value === 'string';
}
