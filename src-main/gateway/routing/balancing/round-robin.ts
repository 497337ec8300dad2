import type { Choice, Strategy } from './strategy';

/** The one that was not chosen for the longest time, so that the turn goes on whichever channels a request can use. */
export function createRoundRobin(): Strategy {
  const lastTurns = new Map<string, number>();
  let turn = 0;
  const lastTurn = ({ channel }: Choice): number => lastTurns.get(channel.id) ?? 0;
  const peek = (choices: readonly Choice[]): readonly Choice[] =>
    choices.toSorted((a, b) => lastTurn(a) - lastTurn(b));

  return {
    peek,
    order(choices) {
      const ordered = peek(choices);
      const [chosen] = ordered;
      turn += 1;
      if (chosen !== undefined) lastTurns.set(chosen.channel.id, turn);
      return ordered;
    },
  };
}
