import type { Attempt } from '#shared/domain/request-record';
import type { RoutePlan, RouteTarget } from '../routing/plan-route';
import { attempt, type AttemptResult } from './attempt';
import type { AttemptContext } from './attempt-context';
import { classifyFailure, selectMostInformative } from './failure-class';
import type { AttemptSettlement } from './receiver';
import type { FailedAttempt } from './send-failure';

export interface PlanResult {
  readonly attempts: readonly Attempt[];
  /** How the last attempt settled; when none answered, the failure the client has yet to be told. */
  readonly settlement: AttemptSettlement;
  readonly failure: FailedAttempt | null;
}

/** Tries the plan's targets in order until one answers, the client is at fault, or none is left. */
export async function runPlan(context: AttemptContext, plan: RoutePlan): Promise<PlanResult> {
  const attempts: Attempt[] = [];
  const failures: FailedAttempt[] = [];
  const spent = new Set<string>();

  const run = async (target: RouteTarget): Promise<AttemptResult> => {
    const result = await attempt(context, target);
    attempts.push(result.record);
    return result;
  };

  for (const target of plan.targets) {
    if (spent.has(target.channel.id)) continue;
    let { settlement, staleConnection } = await run(target);
    if (staleConnection) ({ settlement } = await run({ ...target, reason: `${target.reason}, sent again` }));
    if (settlement.type !== 'failed') return { attempts, settlement, failure: null };

    failures.push({ target, error: settlement.error, answer: settlement.answer });
    const failureClass = classifyFailure(settlement.error.kind);
    if (failureClass === 'client') break;
    if (failureClass === 'channel') spent.add(target.channel.id);
  }

  const [first, ...rest] = failures;
  if (first === undefined) throw new Error('a route plan has at least one target');
  const failure = selectMostInformative([first, ...rest]);
  return { attempts, settlement: { type: 'failed', error: failure.error, answer: failure.answer }, failure };
}
