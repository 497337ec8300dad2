import type { ContractClient } from '#shared/contract/contract';
import type { Channel } from '#shared/domain/channel';
import type { CliContext } from './cli-context';
import { findStored } from './find-stored';
import { explainMissing } from './resolve-removable';

/** The channel with an id, or with a name in any case. */
export async function resolveChannel(
  client: ContractClient,
  reference: string,
  context: Pick<CliContext, 't' | 'commandLine'>,
): Promise<Channel> {
  const found = findStored(await client.channels.list(), reference);
  if (found === undefined) throw await explainMissing(client, 'channel', reference, context);
  return found;
}
