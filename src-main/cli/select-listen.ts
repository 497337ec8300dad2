import { isLoopback } from '#main/core/is-loopback';
import type { Settings } from '#shared/domain/settings';
import { CliError } from './cli-error';
import type { CliContext } from './cli-context';

/**
 * Where to listen: the flags, else the settings. The network is opened only by the flag, so that nobody does it by a
 * line in a file that was copied from elsewhere.
 */
export function selectListen(
  flags: { readonly host?: string; readonly port?: number },
  settings: Pick<Settings, 'host' | 'port'>,
  { t, startOption }: Pick<CliContext, 't' | 'startOption'>,
): { host: string; port: number } {
  if (flags.host === undefined && !isLoopback(settings.host)) {
    const { host } = settings;
    const option = startOption(`--host ${host}`);
    throw new CliError('HOST_NEEDS_FLAG', t('cli.serve.hostNeedsFlag', { host, option }));
  }
  return { host: flags.host ?? settings.host, port: flags.port ?? settings.port };
}
