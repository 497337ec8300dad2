import { dirname } from 'node:path';

/** How this program was started, and so how its commands are typed here, where `routex` may not be on the path. */
export interface CommandLine {
  /** A routex command, as typed in this folder. */
  commandLine(command: string): string;
  /** The same for any folder: agents run in projects of their own. */
  commandLineAnywhere(command: string): string;
  /** How to start the gateway again with an option. */
  startOption(option: string): string;
}

const RUN = 'npm run -s routex';

export function createCommandLine(env: Readonly<Record<string, string | undefined>>): CommandLine {
  const { npm_lifecycle_event: script, npm_package_json: packageJson } = env;
  if (script === undefined) {
    return { commandLine: runInstalled, commandLineAnywhere: runInstalled, startOption: (option) => option };
  }
  const folder = packageJson === undefined ? '' : ` --prefix ${quote(dirname(packageJson))}`;
  return {
    commandLine: (command) => `${RUN} -- ${command}`,
    commandLineAnywhere: (command) => `${RUN}${folder} -- ${command}`,
    startOption: (option) => (script === 'start' ? `npm start -- ${option}` : option),
  };
}

const runInstalled = (command: string): string => `routex ${command}`;

/** For a POSIX shell and for PowerShell alike. */
function quote(path: string): string {
  return /^[\w/\\:.-]+$/.test(path) ? path : `'${path}'`;
}
