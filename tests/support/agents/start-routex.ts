import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { startBuiltGateway, type BuiltGateway } from '#tests/support/gateway/start-built-gateway';

const CLI = resolve('out/main/cli.js');

export interface RunningRoutex extends Pick<BuiltGateway, 'url' | 'token' | 'problems' | 'api'> {
  /** Runs a command of the CLI against this gateway and returns its standard output. */
  command(args: readonly string[], stdin?: string): Promise<string>;
  /** Asks the process to end, and returns its exit code. */
  stop(): Promise<number | null>;
}

/** The built `routex serve` as a process of its own, and its command line. */
export async function startRoutex(): Promise<RunningRoutex> {
  const gateway = await startBuiltGateway();
  const { directory, url, token, problems, api } = gateway;
  const env = { PATH: process.env['PATH'] ?? '', HOME: directory, ROUTEX_HOME: directory, LANG: 'C.UTF-8' };
  return {
    url,
    token,
    problems,
    api,
    async command(args, stdin = '') {
      const running = promisify(execFile)(process.execPath, [CLI, ...args], { env });
      running.child.stdin?.end(stdin);
      const { stdout } = await running;
      return stdout;
    },
    async stop() {
      const code = await gateway.stop();
      gateway.remove();
      return code;
    },
  };
}
