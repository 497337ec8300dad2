import { ORPCError } from '@orpc/client';

/** What went wrong, in words a person can act on; the product writes them. */
export function describeError(error: unknown): string {
  if (error instanceof ORPCError) return error.message;
  return error instanceof Error ? error.message : String(error);
}

/** The field of the input that was refused, such as `weight`; null when it is none. */
export function selectRefusedField(error: unknown): string | null {
  if (!(error instanceof ORPCError)) return null;
  const data: unknown = error.data;
  if (typeof data !== 'object' || data === null || !('field' in data)) return null;
  return typeof data.field === 'string' ? data.field : null;
}

/** Whether there is no such thing. */
export function isMissing(error: unknown): boolean {
  return error instanceof ORPCError && error.code === 'NOT_FOUND';
}

/** Whether somebody else has changed it since it was loaded. */
export function isStale(error: unknown): boolean {
  return (
    error instanceof ORPCError &&
    error.code === 'CONFLICT' &&
    (error.data as { reason?: string } | null)?.reason === 'stale_revision'
  );
}
