import { ORPCError } from '@orpc/client';
import i18next from 'i18next';

/** The gateway may be of another version than this page, so its codes are only looked up. */
function translate(key: string, values: object): string {
  return (i18next.t as unknown as (key: string, values: object) => string)(key, values);
}

/** What went wrong, in words a person can act on: by its code in the reader's language, else as the product wrote it. */
export function describeError(error: unknown): string {
  // A browser says no more of a connection that failed.
  if (error instanceof TypeError) return i18next.t('errors:unreachable');
  if (!(error instanceof ORPCError)) return error instanceof Error ? error.message : String(error);
  const data: unknown = error.data;
  if (typeof data !== 'object' || data === null) return error.message;
  const { reason, kind } = data as { readonly reason?: unknown; readonly kind?: unknown };
  const names = [reason, kind].filter((name) => typeof name === 'string');
  const key = names.map((name) => `errors:${error.code}.${name}`).find((known) => i18next.exists(known));
  return key === undefined ? error.message : translate(key, data);
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
