import type { UserPrice } from '#shared/domain/model-price';
import type { PriceView } from '#shared/contract/prices';
import type { ApiDependencies, Implementer } from './api-context';
import { createCommitChange } from './commit-change';
import { LIST_PRICES } from './model-prices';

type Named = Pick<UserPrice, 'model' | 'provider'>;

/** The user's own prices are settings; what is set here is what the next request costs. */
export function createPriceProcedures(os: Implementer, dependencies: ApiDependencies) {
  const { settings } = dependencies;
  const commit = createCommitChange(dependencies);
  const view = (): PriceView => ({ own: settings.get().prices, list: LIST_PRICES });

  const save = (prices: readonly UserPrice[]): PriceView => {
    commit({ type: 'settings.changed' }, () => settings.update({ prices: [...prices] }));
    return view();
  };
  const without = ({ model, provider }: Named): UserPrice[] =>
    settings
      .get()
      .prices.filter(
        (price) => price.provider !== provider || price.model.toLowerCase() !== model.toLowerCase(),
      );

  return {
    list: os.prices.list.handler(view),
    set: os.prices.set.handler(({ input }) => save([...without(input), input])),
    remove: os.prices.remove.handler(({ input }) => save(without(input))),
  };
}
