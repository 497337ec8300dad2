import type { ContractClient } from '#shared/contract/contract';
import type { GatewayToken } from '#shared/domain/gateway-token';
import type { CliContext } from './cli-context';
import { findStored } from './find-stored';
import { explainMissing } from './resolve-removable';

/** The gateway token with an id, or with a name in any case. */
export async function resolveGatewayToken(
  client: ContractClient,
  reference: string,
  context: Pick<CliContext, 't' | 'commandLine'>,
): Promise<GatewayToken> {
  const found = findStored(await client.gatewayTokens.list(), reference);
  if (found === undefined) throw await explainMissing(client, 'gateway_token', reference, context);
  return found;
}
