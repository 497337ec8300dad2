import type { Strategy } from './strategy';

/** The one that was not chosen for the longest time, so that the turn goes on whichever channels a request can use. */
export function createRoundRobin(): Strategy {
  const lastTurns = new Map<string, number>();
  let turn = 0;

  return {
    order(choices) {
      const lastTurn = (id: string): number => lastTurns.get(id) ?? 0;
      const ordered = choices.toSorted((a, b) => lastTurn(a.channel.id) - lastTurn(b.channel.id));
      const [chosen] = ordered;
      turn += 1;
      if (chosen !== undefined) lastTurns.set(chosen.channel.id, turn);
      return ordered;
    },
  };
}
