import * as z from 'zod';

/** Why a database cannot be used, or only be read. */
export const STORE_PROBLEMS = [
  'database_newer',
  'database_corrupt',
  'database_readonly',
  'database_busy',
  'database_full',
  'database_unavailable',
  'database_backup_failed',
  'database_migration_failed',
  'database_row_invalid',
  'database_backup_unusable',
] as const;

/** A database that is only read: the gateway serves from what it holds, and stores nothing. */
export const storeProblemSchema = z.object({
  reason: z.enum(STORE_PROBLEMS),
  path: z.string(),
  /** A copy that could take its place; null when there is none. */
  backup: z.string().nullable(),
  /** What the system or the database itself said, untranslated. */
  detail: z.string().nullable(),
  /** English, with what to do. */
  message: z.string(),
});
export type StoreProblem = z.infer<typeof storeProblemSchema>;
