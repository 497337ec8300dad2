import type { ListPrice, PriceBook, RequestCost, UserPrice } from './model-price';

/** Whose channels charge what the maker of a model publishes, or that and a factor. */
const RESELLERS = new Set(['openrouter', 'custom']);

export interface PricedModel {
  /** As the upstream knows it. */
  readonly model: string;
  /** Preset of the channel. */
  readonly provider: string;
}

export type SelectedPrice =
  | { readonly source: Extract<RequestCost['source'], 'user'>; readonly price: UserPrice }
  | { readonly source: Extract<RequestCost['source'], 'list'>; readonly price: ListPrice };

/**
 * The price of a model on a channel: the user's most exact one, else the published one. Null when none is known; a channel
 * with a flat rate or a machine of one's own has no published price per token.
 */
export function selectPrice(book: PriceBook, { model, provider }: PricedModel): SelectedPrice | null {
  let known = selected.get(book);
  if (known === undefined || known.size >= MAX_KNOWN) {
    known = new Map();
    selected.set(book, known);
  }
  const key = `${provider} ${model}`;
  let price = known.get(key);
  if (price === undefined) {
    price = findPrice(book, { model, provider });
    known.set(key, price);
  }
  return price;
}

/** Asked at the end of each request, mostly for the same few models. */
const selected = new WeakMap<PriceBook, Map<string, SelectedPrice | null>>();
/** Clients may name any number of models. */
const MAX_KNOWN = 1000;

function findPrice(book: PriceBook, { model, provider }: PricedModel): SelectedPrice | null {
  const own = selectUserPrice(book.user, model.toLowerCase(), provider);
  if (own !== null) return { source: 'user', price: own };
  const names = new Set(listNames(model));
  const listed = book.list.find(
    (price) =>
      (price.providers.includes(provider) || RESELLERS.has(provider)) &&
      price.models.some((name) => names.has(name)),
  );
  return listed === undefined ? null : { source: 'list', price: listed };
}

function selectUserPrice(prices: readonly UserPrice[], model: string, provider: string): UserPrice | null {
  const fitting = prices.filter(
    (price) =>
      (price.provider === null || price.provider === provider) && matches(price.model.toLowerCase(), model),
  );
  return fitting.toSorted((a, b) => exactness(b) - exactness(a))[0] ?? null;
}

/** A full name before a pattern, the longer pattern before the shorter, one of a provider before one of all. */
function exactness({ model, provider }: UserPrice): number {
  return (model.includes('*') ? model.length : 1000) * 2 + (provider === null ? 0 : 1);
}

/** In time linear in the name: each part is looked for once, from where the last one ended. */
function matches(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
}

const DATE_SUFFIX = /[-@](?:\d{8}|\d{4}-\d{2}-\d{2})$/;

/**
 * Names a list may have a model under: without the path, the cloud's prefix and version, the date of a snapshot, and with
 * dashes for dots in version numbers.
 */
function listNames(model: string): string[] {
  const full = model.toLowerCase().trim();
  const plain = full
    .replace(/^.*\//, '')
    .replace(/^(?:(?:us|eu|apac|jp|au|ca|global)\.)?anthropic\./, '')
    .replace(/\[1m\]$/, '')
    .replace(/:(?:free|nitro|floor|online|beta|exacto)$/, '')
    .replace(/-v\d+(?::\d+)?$/, '')
    .replace(/-latest$/, '');
  const undated = plain.replace(DATE_SUFFIX, '');
  const names = [full, full.replace(/^.*\//, ''), plain, undated];
  if (undated.startsWith('claude-')) names.push(undated.replaceAll('.', '-'));
  return names;
}
