import type { ContractClient } from '#shared/contract/contract';
import type { Channel } from '#shared/domain/channel';
import { CliError } from './cli-error';
import type { CliContext } from './cli-context';

/** The channel with an id, or with a name in any case. */
export async function resolveChannel(
  client: ContractClient,
  reference: string,
  { t }: Pick<CliContext, 't'>,
): Promise<Channel> {
  const channels = await client.channels.list();
  const folded = reference.trim().toLowerCase();
  const found =
    channels.find(({ id }) => id === reference) ?? channels.find(({ name }) => name.toLowerCase() === folded);
  if (found === undefined) {
    throw new CliError('NOT_FOUND', t('errors.NOT_FOUND.channel', { id: reference }));
  }
  return found;
}
