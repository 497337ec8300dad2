import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { CliError, EXIT_USAGE } from './cli-error';
import type { CliContext } from './cli-context';

export type JsonObject = Record<string, unknown>;

/** In the place of a file's name: standard input. */
export const STDIN = '-';

/** @throws {CliError} `FILE_UNREADABLE` */
export async function readInput(file: string, { stdin, t }: CliContext): Promise<string> {
  try {
    const content = file === STDIN ? await text(stdin) : readFileSync(file, 'utf8');
    // Editors and shells of Windows begin files with it.
    return content.replace(/^\ufeff/, '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('FILE_UNREADABLE', t('cli.convert.unreadable', { file, reason }));
  }
}

/** Null for what is no JSON object. */
export function parseObject(content: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : null;
  } catch {
    return null;
  }
}

/** @throws {CliError} for what cannot be read, or is no JSON object */
export async function readObject(file: string, context: CliContext): Promise<JsonObject> {
  const object = parseObject(await readInput(file, context));
  if (object !== null) return object;
  throw new CliError('INVALID_INPUT', context.t('cli.convert.notJson', { file }), EXIT_USAGE);
}
