import { createUsageError } from './cli-error';
import type { CliContext } from './cli-context';

/** As curl takes them: `Name: value`. */
export function parseHeader(header: string, { t }: Pick<CliContext, 't'>): [name: string, value: string] {
  const colon = header.indexOf(':');
  if (colon < 1) {
    const reason = t('cli.explain.headerForm');
    throw createUsageError(t('cli.usage.invalidValue', { name: '--header', reason }));
  }
  return [header.slice(0, colon).trim().toLowerCase(), header.slice(colon + 1).trim()];
}
