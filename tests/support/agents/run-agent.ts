import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

const TIMEOUT_MS = 60_000;

/** Agents written for Node run on the project's own. */
const PATH = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);

/** Where the pinned agents are installed. */
export const AGENT_PACKAGES = resolve('tests/agents/node_modules');

export interface AgentRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Files that it left in the folder it worked in, by name. */
  readonly workspace: Readonly<Record<string, string>>;
}

/**
 * Runs a real agent once, headless, in an empty home and an empty folder, with no environment but what is given: nothing
 * of this machine's own configuration leaks in.
 *
 * @param agent.files files of its home, by path
 */
export async function runAgent(agent: {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}): Promise<AgentRun> {
  const home = await mkdtemp(join(tmpdir(), 'routex-agent-'));
  try {
    const workspace = join(home, 'workspace');
    await mkdir(workspace);
    for (const [path, content] of Object.entries(agent.files ?? {})) {
      // oxlint-disable-next-line no-await-in-loop -- a handful of small files
      await mkdir(dirname(join(home, path)), { recursive: true });
      // oxlint-disable-next-line no-await-in-loop -- as above
      await writeFile(join(home, path), content);
    }
    const ended = await run(agent, home, workspace);
    return { ...ended, workspace: await readFiles(workspace) };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function run(
  agent: Parameters<typeof runAgent>[0],
  home: string,
  workspace: string,
): Promise<Omit<AgentRun, 'workspace'>> {
  return new Promise((settle, reject) => {
    const child = spawn(agent.command, agent.args, {
      cwd: workspace,
      env: { PATH, HOME: home, TERM: 'dumb', ...agent.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Some are launchers of another process: they are ended together.
      detached: true,
    });
    const kill = (): void => killGroup(child.pid);
    const timer = setTimeout(kill, TIMEOUT_MS);
    process.once('exit', kill);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.once('error', (cause) => {
      const hint = 'the agents are installed by `npm ci --prefix tests/agents`';
      reject(new Error(`${agent.command} could not be started: ${hint}`, { cause }));
    });
    child.once('close', (exitCode) => {
      clearTimeout(timer);
      process.off('exit', kill);
      settle({ exitCode, stdout, stderr });
    });
  });
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

async function readFiles(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const contents = await Promise.all(files.map(({ name }) => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(files.map(({ name }, index) => [name, contents[index] ?? '']));
}
