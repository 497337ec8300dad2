import type { Choice, Strategy } from './strategy';

/**
 * Each channel in proportion to its weight, and as evenly mixed as can be: of weights 3 and 1 comes a a b a, not a a a b. At
 * each choice a channel gains its weight, and the chosen one loses all that was gained (as nginx and Envoy do it).
 */
export function createSmoothWeighted(): Strategy {
  const credits = new Map<string, number>();
  const gained = ({ channel }: Choice): number => (credits.get(channel.id) ?? 0) + channel.weight;
  const peek = (choices: readonly Choice[]): readonly Choice[] =>
    choices.toSorted((a, b) => gained(b) - gained(a));

  return {
    peek,
    order(choices) {
      const ordered = peek(choices);
      let total = 0;
      for (const choice of choices) {
        total += choice.channel.weight;
        credits.set(choice.channel.id, gained(choice));
      }
      const [chosen] = ordered;
      if (chosen !== undefined) credits.set(chosen.channel.id, (credits.get(chosen.channel.id) ?? 0) - total);
      return ordered;
    },
  };
}
