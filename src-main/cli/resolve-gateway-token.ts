import type { ContractClient } from '#shared/contract/contract';
import type { GatewayToken } from '#shared/domain/gateway-token';
import { CliError } from './cli-error';
import type { CliContext } from './cli-context';

/** The gateway token with an id, or with a name in any case. */
export async function resolveGatewayToken(
  client: ContractClient,
  reference: string,
  { t }: Pick<CliContext, 't'>,
): Promise<GatewayToken> {
  const tokens = await client.gatewayTokens.list();
  const folded = reference.trim().toLowerCase();
  const found =
    tokens.find(({ id }) => id === reference) ?? tokens.find(({ name }) => name.toLowerCase() === folded);
  if (found === undefined) {
    throw new CliError('NOT_FOUND', t('errors.NOT_FOUND.gateway_token', { id: reference }));
  }
  return found;
}
