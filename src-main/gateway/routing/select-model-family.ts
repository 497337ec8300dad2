import { MODEL_TIERS } from './select-upstream-model';

/** What versions of one model have in common: its tier, else its name without numbers. */
export function selectModelFamily(model: string): string {
  const name = model.toLowerCase();
  return MODEL_TIERS.find((tier) => name.includes(tier)) ?? name.replaceAll(/[\d.:@_-]+/g, '-');
}
