import { BlockList, isIP } from 'node:net';
import type { Settings } from '#shared/domain/settings';
import { CliError } from './cli-error';
import type { CliContext } from './cli-context';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether only programs on this machine can reach a listener on this host. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host.toLowerCase() === 'localhost';
  return LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

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
