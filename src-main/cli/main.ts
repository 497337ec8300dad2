import { CommanderError } from 'commander';
import { EXIT_USAGE, ExitSignal } from './cli-error';
import { createCliContext, type CliContext } from './cli-context';
import { describeError } from './describe-error';
import { createProgram } from './program';
import { convertUsageError } from './usage-error';

/** Runs one command line and returns its exit code: 0, 1 for a failure, 2 for a wrong command line. */
export async function runCli(process: NodeJS.Process): Promise<number> {
  // Whoever reads the output may leave first: a closed terminal, or `| head`. That is no fault of the command.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const context = createCliContext(process);
  const args = process.argv.slice(2);
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof ExitSignal) return error.exitCode;
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // No subcommand was given; commander has printed what there is.
    if (error instanceof CommanderError && error.code === 'commander.help') return EXIT_USAGE;
    return reportError(error, args.includes('--json'), context);
  }
}

function reportError(error: unknown, json: boolean, context: CliContext): number {
  const cause = error instanceof CommanderError ? convertUsageError(error, context.t) : error;
  const { code, message, exitCode } = describeError(cause, context);
  // A script reads one stream, whether the command worked or not.
  if (json) context.printJson({ error: { code, message } });
  else context.note(message);
  return exitCode;
}
