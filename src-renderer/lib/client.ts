import { createORPCClient, ORPCError } from '@orpc/client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { contract, type ContractClient } from '#shared/contract/contract';

/** The contract over HTTP; the session's cookie goes along by itself. */
export const client: ContractClient = createORPCClient(
  new OpenAPILink(contract, { url: new URL('/api', window.location.href).href }),
);

/** Query and mutation options of every procedure. */
export const api = createTanstackQueryUtils(client);

/** Whether the session is over or was ended elsewhere: everything else would fail the same way. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ORPCError && error.status === 401;
}
