import type { ListenError } from '#main/gateway/listen-error';
import { CliError } from './cli-error';
import type { CliContext } from './cli-context';
import { findPortOwner } from './port-owner';

/** Why the gateway could not listen and what to do, with the process that has the port where the system tells. */
export async function explainListenError(
  { code, host, port, message }: ListenError,
  config: string,
  { t, startOption }: Pick<CliContext, 't' | 'startOption'>,
): Promise<CliError> {
  switch (code) {
    case 'EADDRINUSE': {
      const option = startOption('--port N');
      const owner = await findPortOwner(port, process.platform);
      const text =
        owner === null
          ? t('cli.serve.portTaken', { port, option, config })
          : t('cli.serve.portTakenBy', { port, option, config, pid: owner.pid, command: owner.command });
      return new CliError('PORT_TAKEN', text);
    }
    case 'EACCES': {
      const option = startOption('--port N');
      return new CliError('PORT_FORBIDDEN', t('cli.serve.portForbidden', { port, option, config }));
    }
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new CliError(
        'HOST_UNAVAILABLE',
        t('cli.serve.hostUnavailable', { host, option: startOption('--host ADDRESS') }),
      );
    default:
      return new CliError('LISTEN_FAILED', t('cli.serve.listenFailed', { host, port, reason: message }));
  }
}
