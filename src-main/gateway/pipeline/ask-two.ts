import type { RouteTarget } from '../routing/plan-route';
import type { AttemptContext } from './attempt-context';
import { createRace, type Lane } from './create-race';
import type { AttemptSettlement } from './receiver';

/** A target that was asked, and how that ended. */
export interface Asked {
  readonly target: RouteTarget;
  readonly settlement: AttemptSettlement;
}

interface Options {
  readonly first: RouteTarget;
  /** How long it may be silent, in ms. */
  readonly afterMs: number;
  /** Called then; null where there is nobody else to ask. */
  readonly takeSecond: () => RouteTarget | null;
  readonly ask: (context: AttemptContext, target: RouteTarget) => Promise<AttemptSettlement>;
}

/**
 * Asks a target, and a second one as well when the first has said nothing for a while. The first that answers is used, and
 * the other ends as if the client had left.
 *
 * @returns what has answered, else all that failed
 */
export async function askTwo(context: AttemptContext, options: Options): Promise<readonly Asked[]> {
  const { first, afterMs } = options;
  const race = createRace(context.client, context.onRunning);

  const enter = async (target: RouteTarget): Promise<Asked & { lane: Lane }> => {
    const lane = race.enter();
    const { client, onRunning } = lane;
    try {
      const settlement = await options.ask({ ...context, client, onRunning }, target);
      return { target, settlement, lane };
    } finally {
      lane.finish();
    }
  };

  const alone = enter(first);
  const isLate = await takesLonger(alone, afterMs);
  const second = isLate && race.winner === null && !context.client.gone ? options.takeSecond() : null;
  if (second === null) return [await alone];

  const reason = `${second.reason}, because ${first.channel.name} had said nothing for ${afterMs} ms`;
  const both = await Promise.all([alone, enter({ ...second, reason })]);
  const answered =
    both.find(({ lane }) => lane === race.winner) ??
    both.find(({ settlement }) => settlement.type === 'cancelled');
  return answered === undefined ? both : [answered];
}

async function takesLonger(work: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, true);
  try {
    return await Promise.race([work.then(() => false), late]);
  } finally {
    clearTimeout(timer);
  }
}
