import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { redactText } from '#main/observability/redaction';

export interface PortOwner {
  readonly pid: number;
  /** Its command line as far as it may be shown. */
  readonly command: string;
}

const TIMEOUT_MS = 2000;
const MAX_COMMAND_LENGTH = 120;
const TCP_LISTEN = '0A';

const run = promisify(execFile);

/** The process that listens on a TCP port of this machine; null where the system does not tell, or not in time. */
export async function findPortOwner(port: number, platform: NodeJS.Platform): Promise<PortOwner | null> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const tooLate = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  const found = askSystem(port, platform, signal).catch(() => null);
  const owner = await Promise.race([found, tooLate]);
  return owner && { ...owner, command: cleanCommand(owner.command) };
}

function askSystem(port: number, platform: NodeJS.Platform, signal: AbortSignal): Promise<PortOwner | null> {
  switch (platform) {
    case 'linux':
      return askProc(port, signal);
    case 'darwin':
      return askLsof(port, signal);
    case 'win32':
      return askNetstat(port, signal);
    default:
      return Promise.resolve(null);
  }
}

/** Somebody else's command line may hold somebody else's secrets, or fill the screen. */
function cleanCommand(command: string): string {
  const line = redactText(command.replace(/\p{Cc}+/gu, ' ').trim());
  return line.length > MAX_COMMAND_LENGTH ? `${line.slice(0, MAX_COMMAND_LENGTH - 1)}…` : line;
}

async function askProc(port: number, signal: AbortSignal): Promise<PortOwner | null> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const sockets = new Set(
    tables.flatMap((table) => selectListeningInodes(table, port)).map((inode) => `socket:[${inode}]`),
  );
  if (sockets.size === 0) return null;
  for (const name of await readdir('/proc')) {
    if (signal.aborted) return null;
    if (!/^\d+$/.test(name) || !(await hasDescriptor(`/proc/${name}/fd`, sockets))) continue;
    const commandLine = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    return { pid: Number(name), command: commandLine.replaceAll('\0', ' ') };
  }
  return null;
}

async function hasDescriptor(directory: string, targets: ReadonlySet<string>): Promise<boolean> {
  // Other users' processes cannot be looked into; a process may also end meanwhile.
  const descriptors = await readdir(directory).catch(() => []);
  const links = await Promise.all(
    descriptors.map((name) => readlink(`${directory}/${name}`).catch(() => '')),
  );
  return links.some((link) => targets.has(link));
}

/** Inodes of the listening sockets on a port, from a table like /proc/net/tcp. */
export function selectListeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const columns = line.trim().split(/\s+/);
    const [local, state, inode] = [columns[1], columns[3], columns[9]];
    return local?.endsWith(suffix) && state === TCP_LISTEN && inode !== undefined ? [inode] : [];
  });
}

async function askLsof(port: number, signal: AbortSignal): Promise<PortOwner | null> {
  const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { signal });
  return parseLsof(stdout);
}

export function parseLsof(output: string): PortOwner | null {
  const pid = /^p(\d+)$/m.exec(output)?.[1];
  const command = /^c(.+)$/m.exec(output)?.[1];
  return pid === undefined ? null : { pid: Number(pid), command: command ?? '' };
}

async function askNetstat(port: number, signal: AbortSignal): Promise<PortOwner | null> {
  const { stdout } = await run('netstat', ['-ano', '-p', 'TCP'], { signal, windowsHide: true });
  const pid = parseNetstat(stdout, port);
  if (pid === null) return null;
  const tasks = await run('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'], {
    signal,
    windowsHide: true,
  });
  return { pid, command: /^"([^"]+)"/m.exec(tasks.stdout)?.[1] ?? '' };
}

/** The state's name is translated on Windows; a listening socket is known by its foreign port 0. */
export function parseNetstat(output: string, port: number): number | null {
  for (const line of output.split(/\r?\n/)) {
    const [protocol, local, foreign, , pid] = line.trim().split(/\s+/);
    if (protocol === 'TCP' && local?.endsWith(`:${port}`) && foreign?.endsWith(':0')) return Number(pid);
  }
  return null;
}
