import * as z from 'zod';
import { listPriceSchema, userPriceSchema } from '#shared/domain/model-price';
import { procedure } from './errors';

const priceViewSchema = z.object({
  /** The user's own; they go before published ones. */
  own: z.array(userPriceSchema),
  /** What providers publish, with where and when it was seen. */
  list: z.array(listPriceSchema),
});
export type PriceView = z.infer<typeof priceViewSchema>;

const named = userPriceSchema.pick({ model: true, provider: true });

export const pricesContract = {
  list: procedure
    .route({
      method: 'GET',
      path: '/prices',
      summary: 'What models cost: your own prices and published ones',
    })
    .output(priceViewSchema),
  set: procedure
    .route({
      method: 'PUT',
      path: '/prices',
      summary: 'Set a price of your own',
      description:
        'Per million tokens. It replaces the one of the same model and provider. What a request has cost is fixed when it ends, so earlier ones keep their cost.',
    })
    .input(userPriceSchema)
    .output(priceViewSchema),
  remove: procedure
    .route({
      method: 'POST',
      path: '/prices/remove',
      summary: 'Go back to the published price',
      description: 'One that is not there is no error.',
    })
    .input(named)
    .output(priceViewSchema),
};
