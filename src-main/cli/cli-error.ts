export const EXIT_FAILURE = 1;
export const EXIT_USAGE = 2;
/** What shells give a command that Ctrl+C ended. */
export const EXIT_CANCELLED = 130;

/** A command cannot go on. The message is translated and says what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: string;
  readonly exitCode: number;

  constructor(code: string, message: string, exitCode: number = EXIT_FAILURE) {
    super(message);
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** The command line itself is wrong. */
export function createUsageError(message: string): CliError {
  return new CliError('USAGE', message, EXIT_USAGE);
}

/** The command has said all there is to say and only its exit code is left. */
export class ExitSignal extends Error {
  override readonly name = 'ExitSignal';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`exit ${exitCode}`);
    this.exitCode = exitCode;
  }
}
