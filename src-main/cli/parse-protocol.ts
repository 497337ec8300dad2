import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import { createUsageError } from './cli-error';
import type { CliContext } from './cli-context';

/**
 * The protocol that `--from` names.
 *
 * @throws {CliError} when there is none of that name
 */
export function parseProtocol(name: string, { t }: Pick<CliContext, 't'>): ProtocolId {
  const protocol = PROTOCOL_IDS.find((id) => id === name);
  if (protocol !== undefined) return protocol;
  const reason = t('cli.usage.notAChoice', { choices: PROTOCOL_IDS.join(', ') });
  throw createUsageError(t('cli.usage.invalidValue', { name: '--from', reason }));
}
