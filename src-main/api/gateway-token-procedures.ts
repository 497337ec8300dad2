import { gatewayTokenNotFound, gatewayTokenUnreadable } from './api-error';
import type { ApiDependencies, Implementer } from './api-context';
import { openGatewayToken } from './sealed-secrets';

export function createGatewayTokenProcedures(os: Implementer, dependencies: ApiDependencies) {
  const { store, cipher } = dependencies;

  return {
    list: os.gatewayTokens.list.handler(() =>
      store.gatewayTokens
        .list()
        .map(({ id, name, enabled, last4, createdAt }) => ({ id, name, enabled, last4, createdAt })),
    ),

    reveal: os.gatewayTokens.reveal.handler(({ input }) => {
      const stored = store.gatewayTokens.list().find(({ id }) => id === input.id);
      if (stored === undefined) throw gatewayTokenNotFound(input.id);
      const token = openGatewayToken(cipher, stored);
      if (token === null) throw gatewayTokenUnreadable(stored.name);
      return { id: stored.id, token };
    }),
  };
}
