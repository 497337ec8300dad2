import type { Command } from 'commander';
import { createUsageError } from '../cli-error';
import type { CliContext } from '../cli-context';
import { serve } from '../serve';

const MAX_PORT = 65_535;

export function addServeCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('serve')
    .description(t('cli.serve.description'))
    .option('--host <host>', t('cli.serve.hostOption'))
    .option('--port <port>', t('cli.serve.portOption'), (text) => parsePort(text, context))
    .option('--json', t('cli.serve.jsonOption'))
    .option('--show-token', t('cli.serve.showTokenOption'))
    .action(async (flags: { host?: string; port?: number; json?: true; showToken?: true }) => {
      const { json = false, showToken = false, ...listen } = flags;
      await serve({ ...listen, json, showToken }, context);
    });
}

function parsePort(text: string, { t }: CliContext): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= MAX_PORT) return port;
  throw createUsageError(t('cli.usage.invalidValue', { name: '--port', reason: t('cli.usage.notAPort') }));
}
