import * as z from 'zod';
import { gatewayTokenSchema } from '#shared/domain/gateway-token';
import { procedure } from './errors';

export const gatewayTokensContract = {
  /** Oldest first. */
  list: procedure.route({ method: 'GET', path: '/gateway-tokens' }).output(z.array(gatewayTokenSchema)),
  /** POST, so that no cache or history keeps the answer. */
  reveal: procedure
    .route({ method: 'POST', path: '/gateway-tokens/{id}/reveal' })
    .input(z.object({ id: z.string() }))
    .output(z.object({ id: z.string(), token: z.string() })),
};
