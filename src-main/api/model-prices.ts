import { listPricesSchema } from '#shared/domain/model-price';
import prices from '../../resources/model-prices.json';

/** What providers publish, grouped by provider. */
export const LIST_PRICES = listPricesSchema.parse(prices);
