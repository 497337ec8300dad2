import * as z from 'zod';
import { gatewayTokenSchema, gatewayTokenScopeSchema } from '#shared/domain/gateway-token';
import { newIdSchema, removedSchema } from './ids';
import { procedure } from './errors';

const name = gatewayTokenSchema.shape.name;
const byId = z.object({ id: z.string() });
/** The token in full; this and `reveal` are the only answers that carry one. */
const withTokenSchema = gatewayTokenSchema.extend({ token: z.string() });

export const gatewayTokensContract = {
  list: procedure
    .route({ method: 'GET', path: '/gateway-tokens', summary: 'Gateway tokens, oldest first' })
    .output(z.array(gatewayTokenSchema)),
  create: procedure
    .route({
      method: 'POST',
      path: '/gateway-tokens',
      successStatus: 201,
      summary: 'Create a gateway token',
      description:
        'The answer carries the token in full. With an `id` of the caller the request can be repeated safely.',
    })
    .input(gatewayTokenScopeSchema.partial().extend({ name, id: newIdSchema('tk').optional() }))
    .output(withTokenSchema),
  update: procedure
    .route({
      method: 'PATCH',
      path: '/gateway-tokens/{id}',
      summary: 'Change a gateway token',
      description:
        'What is absent stays. A `project`, `models` or `channelIds` of null binds it no longer. The last enabled token cannot be disabled: no client could get in.',
    })
    .input(
      byId.extend({
        /** The revision the edit was made from. */
        revision: z.number().int().positive(),
        name: name.optional(),
        enabled: z.boolean().optional(),
        ...gatewayTokenScopeSchema.partial().shape,
      }),
    )
    .output(gatewayTokenSchema),
  remove: procedure
    .route({
      method: 'DELETE',
      path: '/gateway-tokens/{id}',
      summary: 'Remove a gateway token',
      description:
        'One that is already gone is no error. The last enabled token cannot be removed: no client could get in.',
    })
    .input(byId)
    .output(removedSchema),
  /** POST, so that no cache or history keeps the answer. */
  reveal: procedure
    .route({
      method: 'POST',
      path: '/gateway-tokens/{id}/reveal',
      summary: 'Show a gateway token in full',
    })
    .input(byId)
    .output(z.object({ id: z.string(), token: z.string() })),
};
