/** Why an agent's files are left alone. */
export const SETUP_PROBLEMS = [
  'no_home',
  'not_text',
  'unparsable',
  'duplicate_key',
  'unexpected_shape',
  'too_large',
  'not_a_file',
  'hard_linked',
  'foreign_owner',
  'unreadable',
  'unwritable',
  'changed_meanwhile',
  'journal_unreadable',
] as const;
export type SetupProblem = (typeof SETUP_PROBLEMS)[number];

/** An agent's settings that cannot be read or changed; nothing was written. The message never holds a value of the file. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  readonly code: SetupProblem;
  /** The file it is about; null where none could be named. */
  readonly path: string | null;
  /** Where in the file, or what the system said. */
  readonly detail: string | null;

  constructor(code: SetupProblem, path: string | null, detail: string | null = null, cause?: unknown) {
    super(`${code}: ${path ?? 'no path'}${detail === null ? '' : ` (${detail})`}`, { cause });
    this.code = code;
    this.path = path;
    this.detail = detail;
  }
}
