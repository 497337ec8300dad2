import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CliError, EXIT_CANCELLED } from './cli-error';
import type { CliContext } from './cli-context';

/** Reads keys, one per line, from what is piped in. */
export async function readPipedKeys({ stdin }: Pick<CliContext, 'stdin'>): Promise<string[]> {
  const lines = (await text(stdin)).split(/\r\n|\r|\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

/** Asks for a key on a terminal without showing what is typed. Null when nothing was entered. */
export async function promptForKey(
  prompt: string,
  { stdin, stderr, t }: Pick<CliContext, 'stdin' | 'stderr' | 't'>,
): Promise<string | null> {
  const muted = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: muted, terminal: true, historySize: 0 });
  const cancelled = new AbortController();
  terminal.once('SIGINT', () => cancelled.abort());
  terminal.once('close', () => cancelled.abort());
  stderr.write(prompt);
  try {
    const answer = await terminal.question('', { signal: cancelled.signal });
    return answer.trim() || null;
  } catch {
    throw new CliError('CANCELLED', t('cli.cancelled'), EXIT_CANCELLED);
  } finally {
    stderr.write('\n');
    terminal.close();
  }
}
