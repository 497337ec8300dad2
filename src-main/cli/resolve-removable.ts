import type { ContractClient } from '#shared/contract/contract';
import type { UnreadableRow } from '#shared/domain/unreadable-row';
import { CliError } from './cli-error';
import type { CliContext } from './cli-context';
import { describeUnreadable } from './describe-unreadable';
import { findStored } from './find-stored';

type Kind = UnreadableRow['kind'];
type Context = Pick<CliContext, 't' | 'commandLine'>;

/** What a removal is about: something in use, or something stored that is not valid. */
export async function resolveRemovable(
  client: ContractClient,
  kind: Kind,
  reference: string,
  context: Context,
): Promise<{ readonly id: string; readonly name: string }> {
  const valid = kind === 'channel' ? await client.channels.list() : await client.gatewayTokens.list();
  const found = findStored([...valid, ...(await listUnreadable(client, kind))], reference);
  if (found === undefined) throw createMissingError(kind, reference, context);
  return { id: found.id, name: found.name ?? found.id };
}

/** Why something that is asked for by id or name is not among what is in use. */
export async function explainMissing(
  client: ContractClient,
  kind: Kind,
  reference: string,
  context: Context,
): Promise<CliError> {
  const row = findStored(await listUnreadable(client, kind), reference);
  if (row === undefined) return createMissingError(kind, reference, context);
  return new CliError('NOT_USABLE', describeUnreadable(row, context));
}

async function listUnreadable(client: ContractClient, kind: Kind): Promise<UnreadableRow[]> {
  const { unreadable } = await client.system.status();
  return unreadable.filter((row) => row.kind === kind);
}

function createMissingError(kind: Kind, reference: string, { t, commandLine }: Context): CliError {
  const command = commandLine('channel list');
  return new CliError('NOT_FOUND', t(`errors.NOT_FOUND.${kind}`, { id: reference, command }));
}
