import type { Choice, Strategy } from './strategy';

/**
 * Each channel in proportion to its weight, and as evenly mixed as can be: of weights 3 and 1 comes a a b a, not a a a b. At
 * each choice a channel gains its weight, and the chosen one loses all that was gained (as nginx and Envoy do it).
 */
export function createSmoothWeighted(): Strategy {
  const credits = new Map<string, number>();
  const creditOf = ({ channel }: Choice): number => credits.get(channel.id) ?? 0;

  return {
    order(choices) {
      let total = 0;
      for (const choice of choices) {
        const { id, weight } = choice.channel;
        total += weight;
        credits.set(id, creditOf(choice) + weight);
      }
      const ordered = choices.toSorted((a, b) => creditOf(b) - creditOf(a));
      const [chosen] = ordered;
      if (chosen !== undefined) credits.set(chosen.channel.id, creditOf(chosen) - total);
      return ordered;
    },
  };
}
