import * as z from 'zod';

/**
 * An id the caller made up. A create that is sent again with the same id and content answers with what is there already;
 * with other content it is a conflict.
 *
 * @param prefix of ids of this kind, such as `ch`
 */
export function newIdSchema(prefix: string) {
  return z.string().regex(new RegExp(`^${prefix}_[A-Za-z0-9]{16,64}$`), {
    error: `must be "${prefix}_" and 16 to 64 letters or digits`,
  });
}
