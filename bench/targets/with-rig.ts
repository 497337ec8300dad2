import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChildren } from '#bench/targets/children';
import type { RoutexOptions } from '#bench/targets/start-routex';
import { startTargets, type Rig } from '#bench/targets/start-targets';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const EXIT_INTERRUPTED = 130;
const SHOWN_CHARACTERS = 2000;

/** Starts the processes of a run, lends them out, and leaves nothing behind: no process, no file. */
export async function withRig<Result>(
  options: Omit<RoutexOptions, 'home' | 'log'>,
  use: (rig: Rig) => Promise<Result>,
): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'routex-bench-'));
  const log = join(home, 'serve.log');
  const children = createChildren();
  // However this process ends, also by a signal.
  process.once('exit', () => {
    children.kill();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });
  for (const signal of SIGNALS) process.once(signal, () => process.exit(EXIT_INTERRUPTED));
  try {
    return await use(await startTargets(children, { ...options, home, log }));
  } catch (error) {
    const said = existsSync(log) ? readFileSync(log, 'utf8').slice(-SHOWN_CHARACTERS) : 'nothing';
    throw new Error(`The run broke off. Routex logged last:\n${said}`, { cause: error });
  } finally {
    await children.stop();
  }
}
