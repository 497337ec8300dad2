import * as z from 'zod';

const MAX_PATH_LENGTH = 4096;
const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/;
const SCRIPT = /\.[cm]?[jt]s$/;

/** Where a file of the user lies that Routex runs. Whether it is there shows when it runs. */
export const userFilePathSchema = z
  .string()
  .max(MAX_PATH_LENGTH)
  .regex(ABSOLUTE, { error: 'must be an absolute path' })
  .regex(SCRIPT, { error: 'must end in .js, .mjs, .cjs, .ts, .mts or .cts' });

export function isUserFilePath(text: string): boolean {
  return userFilePathSchema.safeParse(text).success;
}
